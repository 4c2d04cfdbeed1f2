import assert from 'node:assert/strict';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import type { SimulatorOptions } from './index.ts';
import { createSimulator } from './index.ts';

const clockOf = async (url: string): Promise<{ scale: number; now: string }> =>
  (await (await fetch(`${url}/_simulator/clock`)).json()) as { scale: number; now: string };

test('it listens on the port that is asked for, until it is closed', async () => {
  const first = await createSimulator();
  const port = Number(new URL(first.url).port);
  await assert.rejects(createSimulator({ port }), { code: 'EADDRINUSE' });
  await first.close();
  const second = await createSimulator({ port });
  assert.equal(second.url, first.url);
  await second.close();
  await assert.rejects(fetch(first.url));
});

test('it can be closed while a connection is open', async () => {
  const simulator = await createSimulator();
  const socket = connect(Number(new URL(simulator.url).port), '127.0.0.1');
  await once(socket, 'connect');
  socket.write('GET /_simulator/clock HTTP/1.1\r\nhost: localhost\r\n');
  // The end of the connection may be a reset.
  const ended = once(socket, 'close').catch(() => undefined);
  await Promise.all([simulator.close(), ended]);
});

test('it listens on 127.0.0.1 only', async (t) => {
  const simulator = await createSimulator();
  t.after(() => simulator.close());
  const other = connect(Number(new URL(simulator.url).port), '::1');
  await assert.rejects(once(other, 'connect'));
});

/** A path for a state file, in a directory that the test removes. */
function newStateFile(t: TestContext): string {
  const directory = mkdtempSync(join(tmpdir(), 'simulator-'));
  t.after(() => {
    rmSync(directory, { recursive: true });
  });
  return join(directory, 'state.db');
}

test('its clock continues in the state file, with another speed if one is given', async (t) => {
  const stateFile = newStateFile(t);
  /** Scale and time of a simulator on the state file, after the time has been moved. */
  const runWith = async (options: SimulatorOptions, seconds: number) => {
    const simulator = await createSimulator({ stateFile, ...options });
    const { url } = simulator;
    const body = JSON.stringify({ seconds });
    const headers = { 'content-type': 'application/json' };
    await fetch(`${url}/_simulator/clock/advance`, { method: 'POST', body, headers });
    const { scale, now } = await clockOf(url);
    await simulator.close();
    return { scale, now: Date.parse(now) };
  };
  const start = Date.now();
  const first = await runWith({ timeScale: 0 }, 3600);
  assert.equal(first.scale, 0);
  assert.ok(first.now >= start + 3_600_000 && first.now <= Date.now() + 3_600_000);
  assert.deepEqual(await runWith({}, 60), { scale: 0, now: first.now + 60_000 });
  const last = await runWith({ timeScale: 2 }, 0);
  assert.equal(last.scale, 2);
  assert.ok(last.now >= first.now + 60_000);
});

test('it closes the state file when it is closed, and when it cannot start', async (t) => {
  const stateFile = newStateFile(t);
  const simulator = await createSimulator({ stateFile, timeScale: 0 });
  assert.ok(existsSync(`${stateFile}-wal`));
  await simulator.close();
  assert.equal(existsSync(`${stateFile}-wal`), false);

  const other = await createSimulator();
  t.after(() => other.close());
  const port = Number(new URL(other.url).port);
  await assert.rejects(createSimulator({ stateFile, port }), { code: 'EADDRINUSE' });
  assert.equal(existsSync(`${stateFile}-wal`), false);

  const again = await createSimulator({ stateFile });
  t.after(() => again.close());
  assert.equal((await clockOf(again.url)).scale, 0);
});
