import * as df from 'durable-functions';

const { orchestration } = df.app;

// eslint-disable-next-line require-yield -- it fails before it waits for anything
orchestration('throws', function* () {
  throw new Error('orchestrator threw');
});

orchestration('throwsAfter', function* (context) {
  yield context.df.callActivity('say', 'x');
  throw new TypeError('later throw');
});

orchestration('actThrows', function* (context) {
  return yield context.df.callActivity('boom', 1);
});

orchestration('actThrowsString', function* (context) {
  return yield context.df.callActivity('throwString', 1);
});

orchestration('actThrowsCaught', function* (context) {
  try {
    return yield context.df.callActivity('boom', 1);
  } catch (error) {
    return { caught: error.message, name: error.name, ctor: error.constructor?.name };
  }
});

orchestration('actRetry', function* (context) {
  const retry = new df.RetryOptions(500, 3);
  return yield context.df.callActivityWithRetry('flaky', retry, context.df.instanceId);
});

orchestration('actRetryFail', function* (context) {
  const retry = new df.RetryOptions(500, 2);
  retry.backoffCoefficient = 2;
  return yield context.df.callActivityWithRetry('boom', retry, 1);
});

orchestration('retryMax', function* (context) {
  const retry = new df.RetryOptions(300, 4);
  retry.backoffCoefficient = 3;
  retry.maxRetryIntervalInMilliseconds = 1000;
  retry.retryTimeoutInMilliseconds = 10_000;
  try {
    return yield context.df.callActivityWithRetry('boom', retry, 1);
  } catch (error) {
    return `caught ${error.message.slice(0, 60)}`;
  }
});

orchestration('allFail', function* (context) {
  return yield context.df.Task.all([
    context.df.callActivity('say', 'a'),
    context.df.callActivity('boom', 1),
    context.df.callActivity('say', 'b'),
  ]);
});

orchestration('unknownAct', function* (context) {
  return yield context.df.callActivity('doesNotExist', 1);
});

orchestration('crasher', function* (context) {
  return yield context.df.callActivity('crash');
});

orchestration('yieldNonTask', function* () {
  const value = yield 5;
  return { v: value };
});
