import * as df from 'durable-functions';

const { orchestration } = df.app;

orchestration('parent', function* (context) {
  const first = yield context.df.callSubOrchestrator('child', { v: 1 });
  const second = yield context.df.callSubOrchestrator(
    'child',
    { v: 2 },
    `${context.df.instanceId}-kid`,
  );
  return [first, second];
});

orchestration('child', function* (context) {
  return yield context.df.callActivity('say', `child${context.df.getInput().v}`);
});

orchestration('parentFail', function* (context) {
  return yield context.df.callSubOrchestrator('throws', 1);
});

orchestration('parentSlow', function* (context) {
  return yield context.df.callSubOrchestrator('longWait', null, `${context.df.instanceId}-c`);
});

orchestration('subRetry', function* (context) {
  const { instanceId } = context.df;
  const retry = new df.RetryOptions(500, 3);
  return yield context.df.callSubOrchestratorWithRetry(
    'subFlaky',
    retry,
    instanceId,
    `${instanceId}:sub`,
  );
});

orchestration('subFlaky', function* (context) {
  return yield context.df.callActivity('failOnce', context.df.getInput());
});

orchestration('unknownSub', function* (context) {
  return yield context.df.callSubOrchestrator('doesNotExist', 1);
});
