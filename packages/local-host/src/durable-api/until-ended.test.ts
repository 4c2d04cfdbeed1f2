import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { startFixture } from '../test-support/start-host.ts';

const host = await startFixture({ after }, 'durable-client');

describe('a request that waits for the end', () => {
  const url = (path: string) =>
    `${host.url}/runtime/webhooks/durabletask/${path}${path.includes('?') ? '&' : '?'}code=${host.keys.system}`;
  const post = (path: string) =>
    fetch(url(path), {
      method: 'POST',
      body: '1',
      headers: { 'content-type': 'application/json' },
    });
  const look = (id: string, prefer?: string) =>
    fetch(url(`instances/${id}`), prefer === undefined ? {} : { headers: { prefer } });

  test('is answered when the instance ends', async () => {
    await post('orchestrators/wait/one');
    assert.equal((await look('one')).status, 202);
    const waiting = look('one', 'respond-async, wait=60');
    // A response that does not wait would arrive before this one.
    assert.equal(await Promise.race([waiting, look('one').then(() => 'later')]), 'later');
    await post('instances/one/terminate?reason=enough');
    const answer = await waiting;
    assert.equal(answer.status, 200);
    assert.equal(((await answer.json()) as { output: string }).output, 'enough');
  });

  test('is answered at once for an ended instance, and at its timeout', async () => {
    const started = await post('orchestrators/echo/two?timeout=60');
    assert.equal(started.status, 200);
    assert.equal((await look('two', 'wait=60')).status, 200);
    await post('orchestrators/wait/three');
    assert.equal((await look('three', 'wait=1')).status, 202);
    assert.equal((await look('three', 'wait=soon')).status, 202);
    assert.equal((await look('nobody', 'wait=60')).status, 404);
  });

  test('is answered when the host stops', async () => {
    const waiting = look('three', 'wait=600');
    await look('three');
    await host.stop();
    assert.equal((await waiting).status, 202);
  });
});
