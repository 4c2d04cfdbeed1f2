import * as df from 'durable-functions';
import { later } from './later.js';

const { orchestration } = df.app;

orchestration('hello', function* (context) {
  const input = context.df.getInput();
  const first = yield context.df.callActivity('say', input?.name || 'Tokyo');
  yield context.df.createTimer(later(context, input?.wait || 2000));
  const second = yield context.df.callActivity('say', 'Seattle');
  return [first, second];
});

orchestration('fan', function* (context) {
  return yield context.df.Task.all(
    ['a', 'b', 'c'].map((each) => context.df.callActivity('say', each)),
  );
});

orchestration('any', function* (context) {
  const said = context.df.callActivity('say', 'x');
  const timeout = context.df.createTimer(later(context, 60_000));
  const winner = yield context.df.Task.any([said, timeout]);
  if (winner !== said) return 'timeout';
  timeout.cancel();
  return said.result;
});

orchestration('can', function* (context) {
  const round = context.df.getInput() || 0;
  yield context.df.callActivity('say', `n${round}`);
  if (round >= 2) return `done at ${round}`;
  context.df.continueAsNew(round + 1);
  return 'cont';
});

orchestration('http', function* (context) {
  const answer = yield context.df.callHttp({ method: 'GET', url: context.df.getInput() });
  return { statusCode: answer.statusCode, content: answer.content };
});

orchestration('misc', function* (context) {
  const guid = context.df.newGuid('x');
  const nothing = yield context.df.callActivity('nothing');
  const nl = yield context.df.callActivity('say', null);
  const bg = yield context.df.callActivity('say', { a: [1, 'é', null] });
  return {
    guidLen: guid.length,
    u: nothing === undefined ? 'undefined' : nothing,
    nl,
    bg,
    replaying: context.df.isReplaying,
    parent: context.df.parentInstanceId,
  };
});

orchestration('clock', function* (context) {
  const t0 = context.df.currentUtcDateTime;
  const g1 = context.df.newGuid('s');
  yield context.df.createTimer(later(context, 1500));
  const t1 = context.df.currentUtcDateTime;
  return { t0, t1, g1, g2: context.df.newGuid('s'), id: context.df.instanceId };
});

orchestration('longWait', function* (context) {
  yield context.df.createTimer(later(context, 3_600_000));
  return 'late';
});

orchestration('timerPast', function* (context) {
  yield context.df.createTimer(new Date(0));
  return 'past ok';
});

orchestration('undef', function* (context) {
  yield context.df.callActivity('nothing');
});

// eslint-disable-next-line require-yield -- an orchestration need not wait for anything
orchestration('noYield', function* (context) {
  return { immediate: true, input: context.df.getInput() };
});

orchestration('fireAndForgetStatus', function* (context) {
  for (let i = 0; i < 3; i++) {
    context.df.setCustomStatus({ i });
    yield context.df.callActivity('say', i);
  }
  context.df.setCustomStatus(null);
  return 'x';
});

orchestration('slowAct', function* (context) {
  return yield context.df.callActivity('slow', 3000);
});

orchestration('restartMe', function* (context) {
  const said = yield context.df.callActivity('say', '1');
  yield context.df.createTimer(later(context, 12_000));
  const slept = yield context.df.callActivity('slow', 8000);
  return [said, slept];
});

orchestration('mixed', function* (context) {
  const a = yield context.df.callActivity('say', { city: 'Tokyo' });
  yield context.df.createTimer(later(context, 1000));
  context.df.setCustomStatus({ stage: 'waiting' });
  const e = yield context.df.waitForExternalEvent('Go');
  const s = yield context.df.callSubOrchestrator('child', { v: 7 });
  return { a, e, s };
});
