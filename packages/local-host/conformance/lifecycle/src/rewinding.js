import * as df from 'durable-functions';

const { orchestration } = df.app;

orchestration('oneOfTwoFails', function* ({ df: context }) {
  return yield context.Task.all([
    context.callActivity('ok'),
    context.callActivity('failOnce', `${context.instanceId}a`),
  ]);
});

orchestration('bothFail', function* ({ df: context }) {
  return yield context.Task.all([
    context.callActivity('failOnce', `${context.instanceId}a`),
    context.callActivity('failOnce', `${context.instanceId}b`),
  ]);
});

orchestration('sequenceFails', function* ({ df: context }) {
  const first = yield context.callActivity('ok');
  return [first, yield context.callActivity('failOnce', `${context.instanceId}a`)];
});

orchestration('parentOfFailing', function* ({ df: context }) {
  return yield context.callSubOrchestrator('childFailsOnce', null, `${context.instanceId}:child`);
});

orchestration('childFailsOnce', function* ({ df: context }) {
  return yield context.callActivity('failOnce', `${context.instanceId}a`);
});
