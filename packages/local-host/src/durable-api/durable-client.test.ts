import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { startFixture } from '../test-support/start-host.ts';
import { waitFor } from '../test-support/wait-for.ts';

interface Status {
  instanceId: string;
  name: string;
  runtimeStatus: string;
  input: unknown;
  output: unknown;
  historyEvents?: { EventType: string; Result?: unknown }[];
}

const host = await startFixture({ after }, 'durable-client');

/** The SDK's client, called by a function inside the host. */
describe('DurableClient', () => {
  const tried = new Set<string>();

  function respond(method: string, ...args: unknown[]): Promise<Response> {
    tried.add(method);
    const body = JSON.stringify(args);
    return fetch(`${host.url}/api/call/${method}`, { method: 'POST', body });
  }

  async function call<T = null>(method: string, ...args: unknown[]): Promise<T> {
    const answer = (await (await respond(method, ...args)).json()) as { result: T; error?: string };
    if (answer.error !== undefined) throw new Error(answer.error);
    return answer.result;
  }

  const reach = (id: string, status: string): Promise<Status> =>
    waitFor(
      () => call<Status>('getStatus', id),
      ({ runtimeStatus }) => runtimeStatus === status,
    );

  test('startNew passes id, input and version', async () => {
    const made = await call<string>('startNew', 'echo');
    assert.match(made, /^[0-9a-f]{32}$/);
    assert.deepEqual((await reach(made, 'Completed')).input, '');

    const options = { instanceId: 'echo-1', input: { a: [1, 'é'] }, version: '2.0' };
    assert.equal(await call('startNew', 'echo', options), 'echo-1');
    const { output } = await reach('echo-1', 'Completed');
    assert.deepEqual(output, { input: { a: [1, 'é'] }, version: '2.0' });
  });

  test('getStatus shows what it is asked to show', async () => {
    await call('startNew', 'measure', { instanceId: 'shown', input: 'four' });
    await reach('shown', 'Completed');
    const plain = await call<Status>('getStatus', 'shown');
    assert.deepEqual([plain.name, plain.input, plain.output], ['measure', 'four', 4]);
    assert.equal(plain.historyEvents, undefined);
    // Version 3.5 of the SDK does not send `showInput: false`, and drops the history from the response.
    const options = { showHistory: true, showHistoryOutput: true, showInput: false };
    assert.equal((await call<Status>('getStatus', 'shown', options)).input, 'four');
    const query = `showInput=false&showHistory=true&code=${host.keys.system}`;
    const bare = await fetch(`${host.url}/runtime/webhooks/durabletask/instances/shown?${query}`);
    const { input, historyEvents } = (await bare.json()) as Status;
    assert.equal(input, null);
    assert.deepEqual(
      historyEvents?.map(({ EventType }) => EventType),
      ['ExecutionStarted', 'TaskCompleted', 'ExecutionCompleted'],
    );
    await assert.rejects(call('getStatus', 'nobody'), /instanceId provided: nobody/);
  });

  test('getStatusAll and getStatusBy list instances', async () => {
    await call('startNew', 'wait', { instanceId: 'listed' });
    await reach('listed', 'Running');
    const all = await call<Status[]>('getStatusAll');
    assert.ok(all.some(({ instanceId }) => instanceId === 'listed'));
    const running = await call<Status[]>('getStatusBy', { runtimeStatus: ['Running'] });
    assert.deepEqual(
      running.map(({ instanceId }) => instanceId),
      ['listed'],
    );
    const late = { createdTimeFrom: { date: '2100-01-01' } };
    assert.deepEqual(await call('getStatusBy', late), []);
    const early = { createdTimeTo: { date: '2000-01-01' }, runtimeStatus: ['Running'] };
    assert.deepEqual(await call('getStatusBy', early), []);
    await call('terminate', 'listed', 'done');
    await reach('listed', 'Terminated');
  });

  test('raiseEvent reaches the orchestrator', async () => {
    await call('startNew', 'wait', { instanceId: 'raised' });
    await call('raiseEvent', 'raised', 'Go', { n: 1 });
    assert.deepEqual((await reach('raised', 'Completed')).output, { event: { n: 1 } });
    // As in the extension, an event for an ended instance is ignored without an error.
    await call('raiseEvent', 'raised', 'Go', { n: 2 });
    await assert.rejects(call('raiseEvent', 'nobody', 'Go'), /No instance with ID 'nobody' found/);
  });

  test('suspend and resume pause and continue an instance', async () => {
    await call('startNew', 'wait', { instanceId: 'held' });
    await reach('held', 'Running');
    await call('suspend', 'held', 'a break');
    assert.equal((await reach('held', 'Suspended')).output, 'a break');
    await call('raiseEvent', 'held', 'Go', 'kept');
    assert.equal((await call<Status>('getStatus', 'held')).runtimeStatus, 'Suspended');
    await call('resume', 'held', 'go on');
    assert.deepEqual((await reach('held', 'Completed')).output, { event: 'kept' });
  });

  test('terminate ends an instance', async () => {
    await call('startNew', 'wait', { instanceId: 'ended' });
    await call('terminate', 'ended', 'enough');
    assert.equal((await reach('ended', 'Terminated')).output, 'enough');
    await assert.rejects(call('terminate', 'nobody', 'x'), /No instance with ID 'nobody' found/);
  });

  test('rewind repeats the failed step of an instance', async () => {
    await call('startNew', 'recover', { instanceId: 'rewound' });
    await reach('rewound', 'Failed');
    await call('rewind', 'rewound', 'it works now');
    assert.equal((await reach('rewound', 'Completed')).output, 2);
    await assert.rejects(call('rewind', 'rewound', 'again'), /has status Completed/);
  });

  test('purgeInstanceHistory and purgeInstanceHistoryBy remove ended instances', async () => {
    await call('startNew', 'echo', { instanceId: 'purged' });
    await reach('purged', 'Completed');
    assert.deepEqual(await call('purgeInstanceHistory', 'purged'), { instancesDeleted: 1 });
    assert.deepEqual(await call('purgeInstanceHistory', 'purged'), { instancesDeleted: 0 });
    const none = { createdTimeFrom: { date: '2100-01-01' } };
    assert.deepEqual(await call('purgeInstanceHistoryBy', none), { instancesDeleted: 0 });
    const terminated = { createdTimeFrom: { date: '2000-01-01' }, runtimeStatus: ['Terminated'] };
    assert.deepEqual(await call('purgeInstanceHistoryBy', terminated), { instancesDeleted: 2 });
    assert.deepEqual(await call('getStatusBy', { runtimeStatus: ['Terminated'] }), []);
  });

  test('signalEntity and readEntityState reach an entity', async () => {
    const entity = { entity: 'counter', key: 'one' };
    assert.deepEqual(await call('readEntityState', entity), { entityExists: false });
    await call('signalEntity', entity, 'add', 5);
    await call('signalEntity', entity, 'add', 2);
    await waitFor(
      () => call<{ entityState?: number }>('readEntityState', entity),
      ({ entityState }) => entityState === 7,
    );
    await assert.rejects(call('signalEntity', { entity: 'nothing', key: 'x' }, 'add'), /known/);
  });

  test('createCheckStatusResponse and createHttpManagementPayload give URLs that work', async () => {
    await call('startNew', 'wait', { instanceId: 'linked' });
    await reach('linked', 'Running');
    const response = await respond('createCheckStatusResponse', 'linked');
    assert.equal(response.status, 202);
    const urls = (await response.json()) as Record<string, string>;
    assert.equal(response.headers.get('location'), urls['statusQueryGetUri']);
    assert.deepEqual(await call('createHttpManagementPayload', 'linked'), urls);
    const post = (url = '', init: RequestInit = {}) => fetch(url, { method: 'POST', ...init });

    assert.equal((await fetch(urls['statusQueryGetUri']!)).status, 202);
    assert.equal((await post(urls['suspendPostUri']?.replace('{text}', 'x'))).status, 202);
    await reach('linked', 'Suspended');
    assert.equal((await post(urls['resumePostUri']?.replace('{text}', 'x'))).status, 202);
    await reach('linked', 'Running');
    const sent = await post(urls['sendEventPostUri']?.replace('{eventName}', 'Go'), {
      headers: { 'content-type': 'application/json' },
      body: '1',
    });
    assert.equal(sent.status, 202);
    await reach('linked', 'Completed');
    assert.equal((await post(urls['terminatePostUri']?.replace('{text}', 'x'))).status, 410);
    assert.equal((await post(urls['rewindPostUri']?.replace('{text}', 'x'))).status, 412);
    assert.equal((await post(urls['restartPostUri'])).status, 202);
    const purged = await fetch(urls['purgeHistoryDeleteUri']!, { method: 'DELETE' });
    assert.equal(purged.status, 200);
  });

  test('waitForCompletionOrCreateCheckStatusResponse waits for the given time', async () => {
    const method = 'waitForCompletionOrCreateCheckStatusResponse';
    await call('startNew', 'echo', { instanceId: 'quick', input: 1 });
    const times = { timeoutInMilliseconds: 5000, retryIntervalInMilliseconds: 5 };
    const done = await respond(method, 'quick', times);
    assert.deepEqual([done.status, await done.json()], [200, { input: 1, version: null }]);

    await call('startNew', 'wait', { instanceId: 'slow' });
    const short = { timeoutInMilliseconds: 20, retryIntervalInMilliseconds: 5 };
    const open = await respond(method, 'slow', short);
    assert.equal(open.status, 202);
    assert.equal(((await open.json()) as Status & { id: string }).id, 'slow');
  });

  test('has no untested method', async () => {
    const methods = (await (await fetch(`${host.url}/api/methods`)).json()) as string[];
    const internal =
      /^(constructor|getDistributedTracingHeaders|createHttpResponse|getClientResponseLinks|hasValidRequestUrl|extract.*|getStatusInternal|createGenericError)$/;
    assert.deepEqual(
      methods.filter((name) => !internal.test(name) && !tried.has(name)),
      [],
    );
  });
});
