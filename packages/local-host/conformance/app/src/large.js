import * as df from 'durable-functions';

const { orchestration } = df.app;

orchestration('big', function* (context) {
  const result = yield context.df.callActivity('bigOut', 200_000);
  return `${result.length}:${JSON.stringify(context.df.getInput() ?? '').length}`;
});

orchestration('bigOutput', function* (context) {
  return yield context.df.callActivity('bigOut', 100_000);
});

orchestration('bigIn', function* (context) {
  yield context.df.callActivity('nothing');
  return context.df.getInput().length;
});

orchestration('bigBoth', function* (context) {
  return yield context.df.callActivity('bigOut', 200_000);
});

orchestration('bigStatus', function* (context) {
  context.df.setCustomStatus('s'.repeat(20_000));
  yield context.df.callActivity('nothing');
  return 1;
});
