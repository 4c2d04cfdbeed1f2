import assert from 'node:assert/strict';
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { test, type TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { harnessOn, WATCHER } from './harness.ts';

const MAIN = fileURLToPath(import.meta.resolve('azure-simulator/main'));

async function launch(t: TestContext, ...parameters: string[]): Promise<[ChildProcess, string]> {
  const child = fork(MAIN, ['--json', ...parameters], {
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  t.after(() => child.kill('SIGKILL'));
  const [line] = (await once(createInterface(child.stdout!), 'line')) as [string];
  return [child, (JSON.parse(line) as { url: string }).url];
}

test('it prints one line when ready, and ends cleanly on SIGTERM', async (t) => {
  const [child, url] = await launch(t);
  assert.equal((await fetch(`${url}/_simulator/clock`)).status, 200);
  child.kill('SIGTERM');
  assert.deepEqual(await once(child, 'exit'), [0, null]);
});

test('it ends when the channel to its parent closes', async (t) => {
  const [child] = await launch(t);
  child.disconnect();
  assert.deepEqual(await once(child, 'exit'), [0, null]);
});

test('state that was answered survives SIGKILL, and it ends cleanly on SIGINT', async (t) => {
  const directory = mkdtempSync(join(tmpdir(), 'simulator-'));
  t.after(() => rmSync(directory, { recursive: true }));
  const parameters = ['--state', join(directory, 'state.db'), '--time-scale', '0'];
  const [killed, url] = await launch(t, ...parameters);
  const first = harnessOn(url);
  await first.admin('PUT', '/virtual-machines', { name: 'db', powerState: 'stopped' });
  await first.admin('POST', '/faults', { kind: 'throttle', match: { path: '/none' } });
  await first.create('one');
  const before = await Promise.all(
    ['/virtual-machines', '/faults', '/sessions', '/ledger', '/clock'].map((path) =>
      first.admin('GET', path),
    ),
  );
  killed.kill('SIGKILL');
  await once(killed, 'exit');

  const [child, again] = await launch(t, ...parameters);
  const second = harnessOn(again);
  const afterwards = await Promise.all(
    ['/virtual-machines', '/faults', '/sessions', '/ledger', '/clock'].map((path) =>
      second.admin('GET', path),
    ),
  );
  assert.deepEqual(
    afterwards.map(({ body }) => body),
    before.map(({ body }) => body),
  );
  await second.advance(70);
  const { body } = await second.arm('POST', `${WATCHER}/packetCaptures/one/queryStatus`);
  assert.equal(body.stopReason, 'TimeExceeded');
  child.kill('SIGINT');
  assert.deepEqual(await once(child, 'exit'), [0, null]);
});

for (const parameters of [
  ['--port', 'x'],
  ['--blob', 'nonsense'],
]) {
  test(`${parameters.join(' ')} is refused with a message`, async (t) => {
    const child = fork(MAIN, parameters, { stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
    t.after(() => child.kill('SIGKILL'));
    let message = '';
    child.stderr!.on('data', (text: Buffer) => (message += text.toString()));
    const [code] = (await once(child, 'close')) as [number];
    assert.equal(code, 1);
    assert.match(message, /^(error|azure-simulator): .+\n$/);
  });
}
