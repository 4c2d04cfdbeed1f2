import { setTimeout as pause } from 'node:timers/promises';
import * as df from 'durable-functions';

const runs = new Map();

df.app.activity('quick', { handler: () => 1 });
// Shorter than recorded, since the suite does not compare times.
df.app.activity('slow', {
  handler: async () => {
    await pause(1000);
  },
});
df.app.activity('slow20', {
  handler: async () => {
    await pause(2000);
    return 'slow20 done';
  },
});
df.app.activity('slow1', {
  handler: async () => {
    await pause(1000);
    return 1;
  },
});
df.app.activity('boom', {
  handler: () => {
    throw new Error('boom');
  },
});
df.app.activity('slowFail', {
  handler: async () => {
    await pause(500);
    throw new Error('no');
  },
});
df.app.activity('ok', {
  handler: async () => {
    await pause(200);
    return 'ok';
  },
});
df.app.activity('failOnce', {
  handler: async (key) => {
    const run = (runs.get(key) ?? 0) + 1;
    runs.set(key, run);
    // Keeps the completions of parallel calls in turns of their own, as recorded.
    await pause(key.endsWith('b') ? 100 : 10);
    if (run === 1) throw new Error('first try');
    return key;
  },
});
df.app.activity('SayHello', { handler: (name) => `hi ${name}` });
df.app.activity('pay', {
  handler: () => {
    throw Object.assign(new Error('declined'), { code: 'E42' });
  },
});

df.app.setExceptionPropertiesProvider({
  getExceptionProperties: ({ code } = {}) => (code === undefined ? undefined : { code }),
});
