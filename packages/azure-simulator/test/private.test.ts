import assert from 'node:assert/strict';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { request, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import { createSimulator } from 'azure-simulator';

/** Sends raw text and returns all data received before the connection closes. */
async function exchange(url: string, sent: string): Promise<string> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  socket.write(sent);
  return text(socket);
}

test('only its owner can read the state', async (t) => {
  const directory = mkdtempSync(join(tmpdir(), 'simulator-'));
  t.after(() => {
    rmSync(directory, { recursive: true });
  });
  const folder = join(directory, 'new');
  const stateFile = join(folder, 'state.db');
  const files = [stateFile, `${stateFile}-wal`, `${stateFile}-shm`];
  const modes = () => files.map((file) => (statSync(file).mode & 0o777).toString(8));

  const first = await createSimulator({ stateFile });
  assert.equal(statSync(folder).mode & 0o777, 0o700);
  assert.deepEqual(modes(), ['600', '600', '600']);
  await first.close();

  for (const file of files) {
    writeFileSync(file, '', { flag: 'a' });
    chmodSync(file, 0o644);
  }
  const second = await createSimulator({ stateFile });
  assert.deepEqual(modes(), ['600', '600', '600']);
  await second.close();
});

test('it answers only requests with its own host name', async (t) => {
  const simulator = await createSimulator({ hostNames: ['simulator.internal'] });
  t.after(() => simulator.close());
  const ask = async (path: string, host: string) => {
    const sent = request(simulator.url + path, { headers: { host }, agent: false });
    const [answer] = (await once(sent.end(), 'response')) as [IncomingMessage];
    return [answer.statusCode, await text(answer)] as const;
  };
  assert.equal((await ask('/_simulator/clock', 'localhost'))[0], 200);
  assert.equal((await ask('/_simulator/clock', 'simulator.internal:4000'))[0], 200);
  for (const path of ['/_simulator/clock', '/subscriptions?api-version=2022-12-01']) {
    const [status, reason] = await ask(path, 'rebind.example');
    assert.equal(status, 403);
    assert.match(reason, /"rebind.example" is not a name of this simulator.*--host-name/);
    assert.equal((await ask(path, 'a b'))[0], 400);
    assert.equal((await ask(path, 'user@localhost'))[0], 400);
  }
  const twoHosts = 'host: localhost\r\nhost: rebind.example\r\nconnection: close\r\n\r\n';
  const answer = await exchange(simulator.url, `GET /_simulator/clock HTTP/1.1\r\n${twoHosts}`);
  assert.match(answer, /^HTTP\/1.1 400 /);
});

for (const [what, sent] of [
  ['header', 'PUT /_simulator/clock HTTP/1.1\r\nhost: localhost\r\ncontent-le'],
  ['body', 'PUT /_simulator/clock HTTP/1.1\r\nhost: localhost\r\ncontent-length: 9\r\n\r\nhalf'],
] as const) {
  test(`a request whose ${what} does not arrive in time is ended`, async (t) => {
    const simulator = await createSimulator({ requestTimeoutSeconds: 0.05 });
    t.after(() => simulator.close());
    assert.match(await exchange(simulator.url, sent), /^HTTP\/1.1 408 /);
  });
}
