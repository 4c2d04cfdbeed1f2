import assert from 'node:assert/strict';
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { assembleHost } from './host.ts';
import { inlineApp, NO_HOST_JSON } from './testing/inline-app.ts';

const mode = (path: string) => (statSync(path).mode & 0o777).toString(8);

function stateOf(t: TestContext): string {
  const root = mkdtempSync(join(tmpdir(), 'state-'));
  t.after(() => {
    rmSync(root, { recursive: true });
  });
  return join(root, 'state');
}

const newHost = (stateDirectory: string) =>
  assembleHost({ stateDirectory, hostJson: NO_HOST_JSON, app: inlineApp({}, () => undefined) });

test('only its owner can read the state', async (t) => {
  const state = stateOf(t);
  const host = await newHost(state);
  await host.start();
  const modes = readdirSync(state).map((name) => [name, mode(join(state, name))]);
  await host.stop();
  assert.equal(mode(state), '700');
  assert.deepEqual(Object.fromEntries(modes), {
    'keys.json': '600',
    'task-hub.sqlite': '600',
    'task-hub.sqlite-wal': '600',
  });
});

test('a state that others can read gets mode 600', async (t) => {
  const state = stateOf(t);
  const first = await newHost(state);
  await first.stop();
  chmodSync(state, 0o755);
  const files = ['keys.json', 'task-hub.sqlite', 'task-hub.sqlite-wal'];
  // A killed host leaves its write-ahead log.
  writeFileSync(join(state, 'task-hub.sqlite-wal'), '');
  for (const file of files) chmodSync(join(state, file), 0o644);
  const second = await newHost(state);
  const modes = files.map((file) => mode(join(state, file)));
  await second.stop();
  assert.equal(mode(state), '700');
  assert.deepEqual(modes, ['600', '600', '600']);
});

test('the keys are in their file before the port opens', async (t) => {
  const state = stateOf(t);
  const host = await newHost(state);
  assert.equal(host.url, undefined);
  assert.ok(existsSync(join(state, 'keys.json')));
  await host.stop();
});
