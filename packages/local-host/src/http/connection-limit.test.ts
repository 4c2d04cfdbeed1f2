import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { waitFor } from '../test-support/wait-for.ts';

const main = join(import.meta.dirname, '../main.ts');
const app = join(import.meta.dirname, '../../fixtures/apps/replay');

test('a host whose open files are limited serves clients while others use up its connections', async (t) => {
  const state = await mkdtemp(join(tmpdir(), 'connections-'));
  t.after(() => rm(state, { recursive: true }));
  const command = 'ulimit -n 256; exec "$0" "$@"';
  const args = [process.execPath, main, '--port', '0', '--state', state, '--json'];
  const host = spawn('sh', ['-c', command, ...args], {
    cwd: app,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  t.after(() => host.kill('SIGKILL'));
  let printed = '';
  host.stderr.on('data', (chunk: Buffer) => (printed += chunk.toString()));
  const [line] = (await once(createInterface({ input: host.stdout }), 'line')) as [string];
  const ready = JSON.parse(line) as { app: string; systemKey: string };

  const { hostname, port } = new URL(ready.app);
  const sockets: Socket[] = [];
  let closed = 0;
  for (let i = 0; i < 400; i += 1) {
    const socket = connect(Number(port), hostname);
    socket.on('error', () => undefined).on('close', () => (closed += 1));
    sockets.push(socket);
    await once(socket, 'connect');
  }
  while (closed < 272) await new Promise((resolve) => setImmediate(resolve));

  const open = sockets.find((socket) => !socket.destroyed);
  assert(open);
  const hub = '/runtime/webhooks/durabletask';
  const path = `${hub}/orchestrators/numbers?code=${ready.systemKey}`;
  open.write(`POST ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 0\r\n\r\n`);
  const [answer] = (await once(open, 'data')) as [Buffer];
  assert.match(answer.toString(), /^HTTP\/1\.1 202 /);
  assert.equal(printed.match(/connections are open/g)?.length, 1, printed);

  for (const socket of sockets) socket.destroy();
  // Until the host notices that they are closed, it resets a further connection.
  const isServed = (): Promise<boolean> =>
    fetch(ready.app).then(
      ({ status }) => status === 200,
      () => false,
    );
  await waitFor(isServed, Boolean);
});
