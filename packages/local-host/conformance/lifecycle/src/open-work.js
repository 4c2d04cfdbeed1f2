import * as df from 'durable-functions';
import { later } from '../../app/src/later.js';

const { orchestration } = df.app;

/** Waits for the quick one of two, and leaves the other open. */
function* race({ df: context }, open) {
  yield context.Task.any([open, context.callActivity('quick')]);
}

orchestration('openTimer', function* (context) {
  yield* race(context, context.df.createTimer(later(context, 1000)));
  return 'end';
});

orchestration('openActivity', function* (context) {
  yield* race(context, context.df.callActivity('slow'));
  return 'end';
});

orchestration('failsEarly', function* (context) {
  yield context.df.Task.all([context.df.callActivity('slow'), context.df.callActivity('boom')]);
});

orchestration('openTimer20', function* (context) {
  yield* race(context, context.df.createTimer(later(context, 2000)));
  return 'end';
});

orchestration('openActivity20', function* (context) {
  yield* race(context, context.df.callActivity('slow20'));
  return 'end';
});

orchestration('openSub20', function* (context) {
  const id = `${context.df.instanceId}:child`;
  yield* race(context, context.df.callSubOrchestrator('child20', null, id));
  return 'end';
});

orchestration('child20', function* (context) {
  yield context.df.createTimer(later(context, 2000));
  return 'child end';
});

orchestration('openEvent', function* (context) {
  yield* race(context, context.df.waitForExternalEvent('never'));
  return 'end';
});

orchestration('cancelledTimer20', function* (context) {
  const timer = context.df.createTimer(later(context, 20_000));
  yield* race(context, timer);
  timer.cancel();
  return 'end';
});

orchestration('throwsWithTimer20', function* (context) {
  yield* race(context, context.df.createTimer(later(context, 2000)));
  throw new Error('thrown with an open timer');
});

orchestration('againWithTimer20', function* (context) {
  if (context.df.getInput() === 1) return 'generation 1';
  yield* race(context, context.df.createTimer(later(context, 2000)));
  context.df.continueAsNew(1);
});

orchestration('statusWhileHeld', function* (context) {
  context.df.setCustomStatus('before');
  yield* race(context, context.df.createTimer(later(context, 3000)));
  context.df.setCustomStatus('after');
  return 'end';
});

orchestration('parentEndsFirst', function* (context) {
  const id = `${context.df.instanceId}:child`;
  yield* race(context, context.df.callSubOrchestrator('slowFailChild', null, id));
  return 'end';
});

orchestration('slowFailChild', function* (context) {
  yield context.df.createTimer(later(context, 3000));
  throw new Error('child failed late');
});
