import assert from 'node:assert/strict';
import { test } from 'node:test';
import { captureBody, pathOf, startHarness, WATCHER } from './harness.ts';

/** What `fetch` throws when the connection is reset. */
const reset = { name: 'TypeError', message: 'fetch failed' };
const SESSION = `${WATCHER}/packetCaptures/one`;

test('throttling has a Retry-After in real seconds', async (t) => {
  const { arm, admin } = await startHarness(t, { timeScale: 5 });
  await admin('POST', '/faults', { kind: 'throttle', retryAfterSeconds: 60, times: 1 });
  const throttled = await arm('GET', WATCHER);
  assert.equal(throttled.status, 429);
  assert.equal(throttled.headers.get('retry-after'), '12');
  assert.equal((await arm('GET', WATCHER)).status, 200);
});

test('a reset before the effect has none; a reset after it has', async (t) => {
  const { create, admin, arm } = await startHarness(t);
  await admin('POST', '/faults', { kind: 'connection-reset', times: 1 });
  await assert.rejects(create('one'), reset);
  assert.equal((await arm('GET', SESSION)).status, 404);
  await admin('POST', '/faults', { kind: 'connection-reset', when: 'after', times: 1 });
  await assert.rejects(create('one'), reset);
  assert.equal((await arm('GET', SESSION)).status, 200);
  const { body } = await admin('GET', '/ledger?method=PUT');
  assert.deepEqual(
    body.value.map((entry) => [entry.counted, entry.fault]),
    [
      [false, 'connection-reset'],
      [true, 'connection-reset'],
    ],
  );
});

test('a call without an answer takes effect or not', async (t) => {
  const { url, admin, arm } = await startHarness(t);
  const body = JSON.stringify(captureBody());
  const headers = { authorization: 'Bearer test', 'content-type': 'application/json' };
  const logged = async () => (await admin('GET', '/ledger?method=PUT')).body.value.length;
  const create = async (when: string) => {
    const before = await logged();
    await admin('POST', '/faults', { kind: 'no-answer', when, times: 1 });
    const leave = new AbortController();
    const target = `${url}${SESSION}?api-version=2026-01-01`;
    const answer = fetch(target, { method: 'PUT', body, headers, signal: leave.signal });
    for (let asked = 0; (await logged()) === before; asked++) assert.ok(asked < 1000, when);
    leave.abort();
    await assert.rejects(answer, { name: 'AbortError' });
    return (await arm('GET', SESSION)).status;
  };
  assert.equal(await create('before'), 404);
  assert.equal(await create('after'), 200);
});

test('faults are matched by operation, path and target, counted, and by chance with a seed', async (t) => {
  const { create, admin, arm } = await startHarness(t);
  await admin('PUT', '/faults', [
    {
      kind: 'refuse',
      code: 'Nope',
      match: { operation: 'packetCaptures.create', target: 'WEB-1' },
    },
    { kind: 'server-error', match: { path: '/none' } },
    { kind: 'server-error', match: { method: 'get' }, probability: 0.5, seed: 's' },
  ]);
  assert.equal((await create('one')).body.error.code, 'Nope');
  const statuses = async () => {
    const seen = [];
    for (let i = 0; i < 20; i += 1) seen.push((await arm('GET', WATCHER)).status);
    return seen;
  };
  const first = await statuses();
  assert.deepEqual([...new Set(first)].sort(), [200, 500]);
  const { body } = await admin('GET', '/faults');
  assert.deepEqual(
    body.value.map((fault) => fault.matched),
    [1, 0, 20],
  );
  await admin('PUT', '/faults', [
    { kind: 'server-error', match: { method: 'get' }, probability: 0.5, seed: 's' },
  ]);
  assert.deepEqual(await statuses(), first);
});

test('the agent is missing', async (t) => {
  const { create, admin } = await startHarness(t);
  await admin('POST', '/faults', { kind: 'agent-missing' });
  assert.equal((await create('one')).body.error.code, 'NetworkWatcherAgentNotInstalled');
});

test('a create is accepted and fails later', async (t) => {
  const { create, admin, arm, advance } = await startHarness(t);
  await admin('POST', '/faults', { kind: 'create-fails', code: 'Broken', message: 'It broke.' });
  const created = await create('one');
  assert.equal(created.status, 201);
  await advance(9);
  const { body } = await arm('GET', pathOf(created.headers.get('azure-asyncoperation')));
  assert.deepEqual(body, { status: 'Failed', error: { code: 'Broken', message: 'It broke.' } });
  assert.equal((await arm('GET', SESSION)).body.properties.provisioningState, 'Failed');
});

test('a session ends with errors, or with a sentence', async (t) => {
  const { create, admin, arm, advance } = await startHarness(t);
  await admin('PUT', '/faults', [
    { kind: 'session-error', errors: ['AgentStopped'], afterSeconds: 7, match: { path: '/one' } },
    { kind: 'session-error', sentence: 'The instance is stopped.', match: { path: '/two' } },
  ]);
  await create('one');
  await create('two');
  await advance(10);
  assert.equal((await arm('POST', `${SESSION}/queryStatus`)).body.packetCaptureStatus, 'Running');
  await advance(3);
  const failed = (await arm('POST', `${SESSION}/queryStatus`)).body;
  assert.deepEqual(
    [failed.packetCaptureStatus, failed.packetCaptureError],
    ['Error', ['AgentStopped']],
  );
  const answer = (await arm('POST', `${WATCHER}/packetCaptures/two/queryStatus`)).body;
  assert.deepEqual(
    [answer.packetCaptureStatus, answer.packetCaptureError],
    ['Stopped', ['The instance is stopped.']],
  );
});

test('a session disappears', async (t) => {
  const { create, admin, arm, advance } = await startHarness(t);
  await admin('POST', '/faults', { kind: 'session-vanishes', afterSeconds: 1.1 });
  await create('one');
  await advance(6);
  assert.equal((await arm('GET', SESSION)).status, 200);
  await advance(0.1);
  assert.equal((await arm('GET', SESSION)).status, 404);
});
