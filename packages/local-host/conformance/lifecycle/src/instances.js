import * as df from 'durable-functions';
import { later } from '../../app/src/later.js';

const { orchestration } = df.app;

orchestration('waits', function* ({ df: context }) {
  context.setCustomStatus('waiting');
  return yield context.waitForExternalEvent('go');
});

orchestration('echo', function* ({ df: context }) {
  const input = context.getInput();
  return { input, a: yield context.callActivity('SayHello', input), id: context.instanceId };
});

orchestration('parentOfTwo', function* ({ df: context }) {
  yield context.Task.all([
    context.callSubOrchestrator('leaf', null, `${context.instanceId}:0`),
    context.callSubOrchestrator('leafActivity', null, `${context.instanceId}:1`),
  ]);
});

orchestration('leaf', function* (context) {
  yield context.df.createTimer(later(context, 2000));
  return 'leaf end';
});

orchestration('leafActivity', function* ({ df: context }) {
  return yield context.callActivity('slow20');
});

orchestration('o', function* ({ df: context }) {
  try {
    yield context.callActivity('pay');
  } catch ({ name, failureDetails, message }) {
    return { name, code: failureDetails?.properties?.code ?? null, message: message.slice(0, 120) };
  }
});

/** Its retry timeout ends after the second of five attempts, and before the fourth. */
function* retried({ df: context }) {
  const retry = new df.RetryOptions(300, 5);
  retry.retryTimeoutInMilliseconds = 2000;
  yield context.callActivityWithRetry('slowFail', retry);
}

orchestration('retryTimeout', function* (context) {
  try {
    yield* retried(context);
  } catch {
    return 'caught';
  }
});

orchestration('retryTimeoutUncaught', function* (context) {
  yield* retried(context);
});
