import * as df from 'durable-functions';
import { later } from '../../app/src/later.js';

const { orchestration } = df.app;

/** Takes one event, and continues as new until there are three. */
function* takeOne(context) {
  const seen = [...(context.df.getInput() ?? []), yield context.df.waitForExternalEvent('e')];
  if (seen.length === 3) return seen;
  context.df.continueAsNew(seen);
}

orchestration('canBuffered', function* (context) {
  return yield* takeOne(context);
});

orchestration('canBufferedLate', function* (context) {
  yield context.df.createTimer(later(context, 1000));
  return yield* takeOne(context);
});

orchestration('canBurstBusy', function* (context) {
  yield context.df.callActivity('slow1');
  return yield* takeOne(context);
});

orchestration('canUnwaited', function* (context) {
  if (context.df.getInput() === 1) {
    const seen = [];
    while (seen.length < 3) seen.push(yield context.df.waitForExternalEvent('e'));
    return seen;
  }
  yield context.df.createTimer(later(context, 1000));
  context.df.continueAsNew(1);
});
