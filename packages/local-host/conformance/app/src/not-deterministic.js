import * as df from 'durable-functions';

const { orchestration } = df.app;

let replays = 0;
let namedReplays = 0;

/** Schedules a different kind of task on every second replay. */
orchestration('nondet', function* (context) {
  replays++;
  if (replays % 2 === 1) {
    yield context.df.callActivity('say', 'one');
  } else {
    yield context.df.createTimer(new Date(context.df.currentUtcDateTime.getTime() + 1000));
  }
  return replays;
});

/** Schedules a different activity on every second replay. */
orchestration('nondetName', function* (context) {
  namedReplays++;
  yield context.df.callActivity(namedReplays % 2 === 1 ? 'say' : 'nothing', 'one');
  return namedReplays;
});
