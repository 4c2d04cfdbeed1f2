import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import { toFailure } from '../azure/errors.ts';
import type { Failure } from '../captures/failure.ts';
import type { Session } from '../captures/session.ts';
import { sessionList } from '../captures/session-list.ts';
import { stateVersion } from '../captures/state-version.ts';
import type { EntityReader } from '../limit/read-slots.ts';
import type { FakeAnswer, FakeArm } from '../test-support/fake-arm.ts';
import { startFakeArm } from '../test-support/fake-arm.ts';
import { createSession } from './create-capture.ts';
import { deleteCapture } from './delete-capture.ts';
import { enforceLimit } from './enforce-limit.ts';
import { queryCapture } from './query-capture.ts';
import { resolveWatcher } from './resolve-watcher.ts';
import { stopCapture } from './stop-capture.ts';

const subscriptionId = '7c1f4f0a-2b6d-4c1e-9a53-0d5c2f7e8b11';
const group = `/subscriptions/${subscriptionId}/resourceGroups/rg`;
const vm = {
  id: `${group}/providers/Microsoft.Compute/virtualMachines/vm-1`,
  subscriptionId,
  resourceGroup: 'rg',
  name: 'vm-1',
};
const storageAccountId = `${group}/providers/Microsoft.Storage/storageAccounts/captures`;
const watcher = {
  id: `${group}/providers/Microsoft.Network/networkWatchers/nw`,
  subscriptionId,
  resourceGroup: 'rg',
  name: 'nw',
  location: 'westeurope',
};
const plan = {
  storageAccountId,
  timeLimitSeconds: 60,
  bytesPerPacket: 0,
  totalBytes: 1000,
  graceSeconds: 300,
};
const path = 'networkWatchers/nw/packetCaptures';

const machine = (power: string, extension: string): FakeAnswer => ({
  status: 200,
  body: {
    location: 'West Europe',
    resources: [{ properties: { publisher: 'Microsoft.Azure.NetworkWatcher', type: extension } }],
    properties: { instanceView: { statuses: [{ code: `PowerState/${power}` }] } },
  },
});
const watchers: FakeAnswer = {
  status: 200,
  body: { value: [{ id: watcher.id, name: 'nw', location: 'westeurope' }] },
};

const captureBody = (provisioningState: string, more: object = {}): FakeAnswer => ({
  status: 200,
  body: {
    name: 's',
    properties: {
      target: vm.id.toUpperCase(),
      bytesToCapturePerPacket: 0,
      totalBytesPerSession: 1000,
      timeLimitInSeconds: 60,
      storageLocation: { storageId: storageAccountId, storagePath: 'https://x/y.cap' },
      provisioningState,
      ...more,
    },
  },
});

let arm: FakeArm;
let answers: Record<string, FakeAnswer | FakeAnswer[]> = {};
let sessions = 0;
/** Each test uses a separate session, because create operations outlive a test. */
let session: Session;
let at: string;

before(async () => {
  arm = await startFakeArm((asked) => {
    const answer = answers[asked];
    return Array.isArray(answer) ? answer.shift() : answer;
  });
  process.env.LOCAL_ARM_ENDPOINT = arm.url;
  process.env.CAPTURE_STORAGE_ACCOUNT_ID = storageAccountId;
});
after(() => arm.close());
beforeEach(() => {
  answers = {};
  arm.asked.length = 0;
  arm.bodies.length = 0;
  session = { watcher, name: `alert-capture-${++sessions}` };
  at = `${path}/${session.name}`;
});

async function failureOf(run: Promise<unknown>): Promise<Failure> {
  try {
    await run;
  } catch (error) {
    return toFailure(error, 'x');
  }
  throw new assert.AssertionError({ message: 'It did not fail.' });
}

describe('resolveWatcher', () => {
  const linux = 'NetworkWatcherAgentLinux';

  test('finds the watcher of the region of the machine', async () => {
    answers['GET virtualMachines/vm-1'] = machine('running', linux);
    answers['GET networkWatchers'] = watchers;
    assert.deepEqual(await resolveWatcher({ vm }), watcher);
  });

  for (const [code, vmAnswer, watcherAnswer] of [
    ['VirtualMachineNotRunning', machine('deallocated', linux), watchers],
    ['AgentMissing', machine('running', 'Other'), watchers],
    ['WatcherNotFound', machine('running', linux), { status: 200, body: { value: [] } }],
    ['ResourceNotFound', undefined, watchers],
  ] as const) {
    test(`refuses with ${code}`, async () => {
      answers['GET networkWatchers'] = watcherAnswer;
      if (vmAnswer) answers['GET virtualMachines/vm-1'] = vmAnswer;
      const failure = await failureOf(resolveWatcher({ vm }));
      assert.equal(failure.code, code);
      assert(failure.advice.length > 10);
      assert.equal(failure.transient, undefined);
    });
  }

  test('reads the storage account at the same time, and refuses one that cannot be used', async () => {
    answers['GET virtualMachines/vm-1'] = machine('running', linux);
    answers['GET networkWatchers'] = watchers;
    const request = { vm, storageAccountId };
    assert.equal((await failureOf(resolveWatcher(request))).code, 'StorageAccountNotFound');
    answers['GET storageAccounts/captures'] = { status: 200, body: { location: 'northeurope' } };
    assert.equal((await failureOf(resolveWatcher(request))).code, 'StorageAccountInOtherRegion');
    answers['GET storageAccounts/captures'] = { status: 200, body: { location: 'West Europe' } };
    assert.deepEqual(await resolveWatcher(request), watcher);
    answers['GET storageAccounts/captures'] = { status: 403, body: { error: { code: 'x' } } };
    assert.deepEqual(await resolveWatcher(request), watcher);
  });

  test('treats throttling as transient, with its Retry-After', async () => {
    answers['GET networkWatchers'] = watchers;
    answers['GET virtualMachines/vm-1'] = {
      status: 429,
      headers: { 'retry-after': '7' },
      body: { error: { code: 'TooManyRequests', message: 'Slow down.' } },
    };
    const failure = await failureOf(resolveWatcher({ vm }));
    assert.deepEqual(
      [failure.code, failure.transient, failure.retryAfterSeconds, failure.statusCode],
      ['TooManyRequests', true, 7, 429],
    );
    assert.equal(arm.asked.filter((line) => line.includes('virtualMachines')).length, 1);
  });
});

test('enforceLimit lists the sessions of the watcher', async () => {
  answers[`GET ${path}`] = { status: 200, body: { value: [{ name: 'a' }, { name: 'b' }] } };
  assert.deepEqual(await enforceLimit(watcher), {
    limit: 10,
    listed: sessionList(['a', 'b']),
  });
});

describe('createCapture', () => {
  const operation = 'GET locations/westeurope/operations/1';
  const accepted: FakeAnswer = {
    ...captureBody('Updating'),
    status: 201,
    headers: {
      'azure-asyncoperation': `https://management.azure.com/subscriptions/${subscriptionId}/providers/Microsoft.Network/locations/westeurope/operations/1?c=signed`,
      'retry-after': '10',
    },
  };
  /** Name of the session that has an outcome. */
  let ended = 'another';
  beforeEach(() => {
    ended = 'another';
  });
  const outcome = { vm: vm.id, warnings: [], end: 'lost', endedAt: 'x' };
  const client = {
    readEntityState: async () => ({
      entityExists: true,
      entityState: {
        version: stateVersion,
        kept: [{ session: ended, at: '2026-11-20T02:14:00.000Z', outcome }],
      },
    }),
  } as unknown as EntityReader;
  const create = (): Promise<void> => createSession({ session, vm, plan }, client);

  test('creates nothing after the capture has ended', async () => {
    ended = session.name;
    assert.equal((await failureOf(create())).code, 'ClaimEnded');
    assert.deepEqual(arm.asked, []);
  });

  test('creates the session and does not wait for it', async () => {
    answers[`PUT ${at}`] = accepted;
    await create();
    assert.deepEqual(arm.asked, [`GET ${at}`, `PUT ${at}`]);
    assert.deepEqual(arm.bodies[1], {
      properties: {
        target: vm.id,
        targetType: 'AzureVM',
        bytesToCapturePerPacket: 0,
        totalBytesPerSession: 1000,
        timeLimitInSeconds: 60,
        storageLocation: { storageId: storageAccountId },
      },
    });
  });

  test('finds its own session when it runs again, and leaves it unchanged', async () => {
    answers[`GET ${at}`] = captureBody('Succeeded');
    await create();
    assert.deepEqual(arm.asked, [`GET ${at}`]);
  });

  test('replaces a session of its own that has ended and differs', async () => {
    answers[`GET ${at}`] = captureBody('Succeeded', { timeLimitInSeconds: 5 });
    answers[`POST ${at}/queryStatus`] = { status: 200, body: { packetCaptureStatus: 'Stopped' } };
    answers[`DELETE ${at}`] = { status: 204 };
    answers[`PUT ${at}`] = accepted;
    await create();
    assert.deepEqual(arm.asked.slice(-2), [`DELETE ${at}`, `PUT ${at}`]);
  });

  for (const [what, existing, status] of [
    ['captures another machine', { target: `${vm.id}-other` }, 'Stopped'],
    ['still runs', { timeLimitInSeconds: 5 }, 'Running'],
  ] as const) {
    test(`never touches a session of its name that ${what}`, async () => {
      answers[`GET ${at}`] = captureBody('Succeeded', existing);
      answers[`POST ${at}/queryStatus`] = { status: 200, body: { packetCaptureStatus: status } };
      assert.equal((await failureOf(create())).code, 'SessionNameTaken');
      assert(arm.asked.every((line) => !line.startsWith('PUT') && !line.startsWith('DELETE')));
    });
  }

  test('treats a conflict with its own session as success', async () => {
    const notFound = { status: 404, body: { error: { code: 'ResourceNotFound', message: '' } } };
    answers[`GET ${at}`] = [notFound, captureBody('Updating')];
    answers[`PUT ${at}`] = {
      status: 409,
      body: { error: { code: 'Conflict', message: 'Exists.' } },
    };
    await create();
  });

  test("fails with the service's own code and message", async () => {
    const error = { code: 'StorageAccountNotInRegion', message: 'Choose another account.' };
    answers[`PUT ${at}`] = { status: 400, body: { error } };
    const { code, message, transient } = await failureOf(create());
    assert.deepEqual({ code, message, transient }, { ...error, transient: undefined });
  });

  test('leaves a failure of its operation to the next query, without its signed URL', async () => {
    answers[`PUT ${at}`] = accepted;
    answers[operation] = {
      status: 200,
      body: { status: 'Failed', error: { code: 'AgentNotReady', message: 'The agent is silent.' } },
    };
    await create();
    const seen = await queryCapture({ session });
    assert(seen.state === 'notCreated');
    assert.equal(seen.failure.code, 'AgentNotReady');
    assert.equal(seen.failure.message, 'The agent is silent.');
    assert.doesNotMatch(JSON.stringify(seen), /signed/);
  });

  test('is completed by the queries that follow', async () => {
    answers[`PUT ${at}`] = accepted;
    answers[operation] = [
      { status: 200, body: { status: 'InProgress' } },
      { status: 200, body: { status: 'Succeeded' } },
    ];
    answers[`POST ${at}/queryStatus`] = { status: 202, body: { packetCaptureStatus: 'Running' } };
    await create();
    assert.deepEqual(await queryCapture({ session }), { state: 'provisioning' });
    answers[`GET ${at}`] = captureBody('Succeeded');
    assert.deepEqual(await queryCapture({ session }), {
      state: 'running',
      fileUrl: 'https://x/y.cap',
    });
  });
});

describe('queryCapture', () => {
  const fileUrl = 'https://x/y.cap';

  test('asks once about a running session', async () => {
    answers[`POST ${at}/queryStatus`] = {
      status: 202,
      body: { packetCaptureStatus: 'Running', captureStartTime: '2026-11-20T02:14:05.0000000Z' },
      headers: {
        location: `https://management.azure.com/subscriptions/${subscriptionId}/providers/Microsoft.Network/locations/westeurope/operationResults/1`,
        'retry-after': '10',
      },
    };
    const seen = await queryCapture({ session, fileUrl });
    assert.deepEqual(seen, { state: 'running', startedAt: '2026-11-20T02:14:05.000Z' });
    assert.deepEqual(arm.asked, [`POST ${at}/queryStatus`]);
  });

  test('gives the reason why a session stopped', async () => {
    answers[`POST ${at}/queryStatus`] = {
      status: 200,
      body: { packetCaptureStatus: 'Stopped', stopReason: 'TimeExceeded', packetCaptureError: [] },
    };
    assert.deepEqual(await queryCapture({ session, fileUrl }), {
      state: 'stopped',
      stopReason: 'TimeExceeded',
      errors: [],
    });
  });

  test('uses the state of the session after a restart', async () => {
    answers[`GET ${at}`] = [captureBody('Updating'), captureBody('Failed')];
    assert.deepEqual(await queryCapture({ session }), { state: 'provisioning' });
    assert.partialDeepStrictEqual(await queryCapture({ session }), {
      state: 'notCreated',
      failure: { code: 'CreateFailed' },
    });
  });

  test('says that a session is gone when the watcher does not list it either', async () => {
    answers[`GET ${path}`] = { status: 200, body: { value: [{ name: 'another' }] } };
    assert.deepEqual(await queryCapture({ session }), { state: 'gone' });
    assert.deepEqual(await queryCapture({ session, fileUrl }), { state: 'gone' });
    answers[`GET ${path}`] = { status: 200, body: { value: [{ name: session.name }] } };
    assert.deepEqual(await queryCapture({ session, fileUrl }), { state: 'unknown' });
  });
});

describe('stop and delete', () => {
  test('succeed when the session does not exist', async () => {
    await stopCapture(session);
    await deleteCapture(session);
    assert.deepEqual(arm.asked, [`POST ${at}/stop`, `DELETE ${at}`]);
  });

  test('do not wait until the service is done', async () => {
    const location = `https://management.azure.com/subscriptions/${subscriptionId}/providers/Microsoft.Network/locations/westeurope/operationResults/1`;
    answers[`POST ${at}/stop`] = answers[`DELETE ${at}`] = { status: 202, headers: { location } };
    await stopCapture(session);
    await deleteCapture(session);
    assert.equal(arm.asked.length, 2);
  });
});

describe('an answer that is not JSON says nothing about the session', () => {
  const html = (status: number): FakeAnswer => ({
    status,
    body: '<html>Sign in to the network</html>',
    headers: { 'content-type': 'text/html' },
  });
  for (const status of [200, 403, 404]) {
    test(`with status ${status}`, async () => {
      answers[`GET ${at}`] = html(status);
      answers[`DELETE ${at}`] = html(status);
      for (const call of [() => queryCapture({ session }), () => deleteCapture(session)]) {
        const { code, transient } = await failureOf(call());
        assert.deepEqual({ code, transient }, { code: 'AnswerNotJson', transient: true });
      }
    });
  }

  test('and with status 503 it is a failure of the service', async () => {
    answers[`GET ${at}`] = { ...html(503), headers: { ...html(503).headers, 'retry-after': '7' } };
    const { statusCode, retryAfterSeconds } = await failureOf(queryCapture({ session }));
    assert.deepEqual({ statusCode, retryAfterSeconds }, { statusCode: 503, retryAfterSeconds: 7 });
  });
});
