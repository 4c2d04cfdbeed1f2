import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { createHost } from '../host.ts';
import { createTestHost, VirtualClock } from './index.ts';

const appDirectory = fileURLToPath(new URL('../../fixtures/apps/replay', import.meta.url));

describe('an app under test', () => {
  test('answers requests, and time advances while they wait', async () => {
    await using host = await createTestHost({ appDirectory });
    const startedAt = host.clock.now();
    const response = await host.fetch('/api/run/numbers', {
      method: 'POST',
      body: JSON.stringify({ count: 2 }),
    });
    assert.equal(response.status, 200);
    assert.deepEqual(await response.json(), ['Hello, 0!', 'Hello, 1!']);
    assert.equal(host.clock.now() - startedAt, 7 * 24 * 60 * 60 * 1000);
  });

  test('stands still while no one waits', async () => {
    await using host = await createTestHost({ appDirectory });
    const instance = await host.start('numbers', { count: 1 });
    const startedAt = host.clock.now();
    for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual([instance.status, host.clock.now()], ['Pending', startedAt]);
  });

  test('has its activities replaced, and only those that it has', async () => {
    await using host = await createTestHost({
      appDirectory,
      activities: { say: (input: number) => input + 1 },
    });
    const numbers = await host.start('numbers', { count: 3 });
    assert.deepEqual(await numbers.result(), [1, 2, 3]);
    assert.equal(host.activity('say').calls.length, 3);
    await assert.rejects(createTestHost({ appDirectory, activities: { sya: () => 1 } }), {
      code: 'unknown-function',
      message: 'There is no activity "sya". The app has: say.',
    });
  });

  test('finds sub-orchestrations by their ids', async () => {
    await using host = await createTestHost({ appDirectory });
    const mixed = await host.start('mixed', null, 'mixed-1');
    await mixed.runUntil(({ customStatus }) => customStatus !== null);
    await mixed.raise('Go', 3);
    await mixed.result();
    const child = host.instances().find(({ id }) => id !== 'mixed-1');
    assert.equal(child?.view().output, 'Hello, "child7"!');
  });

  test('is given by folder or by functions, not both', async () => {
    const options = { appDirectory, orchestrators: {} };
    await assert.rejects(createTestHost(options), /Give an appDirectory, or orchestrators/);
  });
});

describe('an ordinary host on a clock that skips idle time', () => {
  test('runs seven days while a client waits', async () => {
    const stateDirectory = await mkdtemp(join(tmpdir(), 'skipping-'));
    const clock = new VirtualClock({ skipIdleTime: true });
    const host = await createHost({ appDirectory, stateDirectory, clock });
    await host.start();
    const startedAt = clock.now();
    const response = await fetch(`${host.url ?? ''}/api/run/numbers?code=${host.keys.function}`, {
      method: 'POST',
      body: JSON.stringify({ count: 1 }),
    });
    assert.deepEqual(await response.json(), ['Hello, 0!']);
    assert.equal(clock.now() - startedAt, 7 * 24 * 60 * 60 * 1000);
    await host.stop();
    await rm(stateDirectory, { recursive: true });
  });
});
