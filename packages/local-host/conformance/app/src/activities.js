import { setTimeout as pause } from 'node:timers/promises';
import * as df from 'durable-functions';

/** Number of attempts so far, by the key that the activity was called with; removed on success. */
const attempts = new Map();

function attempt(key) {
  const number = (attempts.get(key) ?? 0) + 1;
  attempts.set(key, number);
  return number;
}

df.app.activity('say', {
  handler: (input) => `Hello, ${typeof input === 'string' ? input : JSON.stringify(input)}!`,
});
df.app.activity('nothing', { handler: () => undefined });
df.app.activity('bigOut', { handler: (length) => 'z'.repeat(length) });
df.app.activity('slow', {
  handler: async (milliseconds) => {
    await pause(milliseconds);
    return `slept ${milliseconds}`;
  },
});
df.app.activity('crit', {
  handler: async (input) => {
    await pause(200);
    return `crit ${input}`;
  },
});
df.app.activity('boom', {
  handler: async () => {
    // Lets the activities that run in parallel end first, as in the recordings.
    await pause(20);
    throw new Error('boom from activity');
  },
});
df.app.activity('throwString', {
  handler: () => {
    throw 'a plain string';
  },
});
df.app.activity('flaky', {
  handler: (key) => {
    const number = attempt(key);
    if (number < 3) throw new Error(`flaky attempt ${number}`);
    attempts.delete(key);
    return number;
  },
});
df.app.activity('failOnce', {
  handler: (key) => {
    if (attempt(key) < 2) throw new Error('first time');
    attempts.delete(key);
    return 'second time';
  },
});
df.app.activity('crash', { handler: () => process.exit(3) });
