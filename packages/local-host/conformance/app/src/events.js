import * as df from 'durable-functions';
import { later } from './later.js';

const { orchestration } = df.app;

orchestration('waitEvent', function* (context) {
  context.df.setCustomStatus({ stage: 'waiting', n: 1 });
  const got = yield context.df.waitForExternalEvent('Go');
  context.df.setCustomStatus('got it');
  return { got };
});

orchestration('eventTimeout', function* (context) {
  const event = context.df.waitForExternalEvent('Go');
  const timer = context.df.createTimer(later(context, 3000));
  const winner = yield context.df.Task.any([event, timer]);
  if (winner !== event) return 'timed out';
  timer.cancel();
  return `event ${JSON.stringify(event.result)}`;
});

orchestration('twoEvents', function* (context) {
  const first = yield context.df.waitForExternalEvent('E');
  const second = yield context.df.waitForExternalEvent('E');
  const [f, g] = yield context.df.Task.all([
    context.df.waitForExternalEvent('F'),
    context.df.waitForExternalEvent('G'),
  ]);
  return [first, second, f, g];
});

orchestration('canEvents', function* (context) {
  const sum = context.df.getInput() || 0;
  const event = yield context.df.waitForExternalEvent('E');
  const next = sum + (event.add || 0);
  if (event.stop) return next;
  context.df.continueAsNew(next);
});

orchestration('entityCaller', function* (context) {
  const counter = new df.EntityId('counter', 'fromorch');
  yield context.df.callEntity(counter, 'add', 5);
  context.df.signalEntity(counter, 'add', 1);
  return yield context.df.callEntity(counter, 'get');
});
