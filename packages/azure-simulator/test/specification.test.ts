import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { ArmAnswer } from 'azure-simulator';
import { SUBSCRIPTION } from './arm-client.ts';
import { accountId, machineId, pathOf, startHarness, WATCHER } from './harness.ts';
import { AnswerProblems, violation } from './specification/answer-problems.ts';

const set = machineId('pool').replace('virtualMachines', 'virtualMachineScaleSets');
const storageId = accountId('captures');
const LIST = `${WATCHER}/packetCaptures`;
const extension = `${machineId('web-1')}/extensions/AzureNetworkWatcherExtension`;

const sessions: [name: string, properties: Record<string, unknown>][] = [
  ['vm', { filters: [{ protocol: 'Tcp', remotePort: '443' }] }],
  ['set', { target: set, targetType: 'AzureVMSS', scope: { include: ['0', '1'] } }],
  ['both', { storageLocation: { storageId, filePath: '/var/captures/a.cap' } }],
  ['local', { storageLocation: { filePath: '/var/captures/a.cap' } }],
  ['ring', { continuousCapture: true, captureSettings: { fileCount: 2 } }],
];

// The harness checks each response when it closes. These tests call every operation.
describe('every answer meets the specification', () => {
  for (const [name, properties] of sessions) {
    test(`of the session ${name}`, async (t) => {
      const { create, arm, advance } = await startHarness(t);
      const created = await create(name, properties);
      assert.equal(created.status, 201);
      await arm('GET', pathOf(created.headers.get('azure-asyncoperation')));
      await arm('POST', `${LIST}/${name}/queryStatus`);
      await advance(20);
      await arm('GET', `${LIST}/${name}`);
      await arm('GET', LIST);
      const stop = await arm('POST', `${LIST}/${name}/stop`);
      assert.equal(stop.status, 202);
      const query = await arm('POST', `${LIST}/${name}/queryStatus`);
      assert.equal(query.status, 200);
      const deleted = await arm('DELETE', `${LIST}/${name}`);
      await advance(20);
      for (const { headers } of [stop, deleted]) {
        await arm('GET', pathOf(headers.get('location')));
        await arm('GET', pathOf(headers.get('azure-asyncoperation')));
      }
      assert.equal((await arm('GET', `${LIST}/${name}`)).status, 404);
    });
  }

  test('of a session that fails', async (t) => {
    const { create, arm, admin, advance } = await startHarness(t);
    await admin('POST', '/faults', { kind: 'session-error', sentence: 'Instance 7 is stopped.' });
    await create('one');
    await advance(20);
    const { body } = await arm('POST', `${LIST}/one/queryStatus`);
    assert.equal(body.packetCaptureError.length, 1);
  });

  test('of machines, scale sets, accounts and subscriptions', async (t) => {
    const { arm, admin } = await startHarness(t);
    await admin('PUT', '/virtual-machines', { id: machineId('web-1'), agent: false });
    await admin('PUT', '/scale-sets', { id: set });
    const group = `/subscriptions/${SUBSCRIPTION}/providers/Microsoft.Compute/virtualMachines`;
    const view = '?$expand=instanceView';
    for (const path of [
      machineId('web-1'),
      machineId('web-2') + view,
      `${machineId('web-2')}/instanceView`,
      `${machineId('web-2')}/extensions`,
      group,
      machineId('').slice(0, -1),
      group.replace('virtualMachines', 'virtualMachineScaleSets'),
      set.replace('/pool', ''),
      set,
      `${set}/virtualMachines${view}`,
      `${set}/virtualMachines/0${view}`,
      `${set}/virtualMachines/0/instanceView`,
      storageId,
      '/subscriptions',
    ]) {
      assert.equal((await arm('GET', path)).status, 200, path);
    }
    const installed = await arm('PUT', extension, {
      location: 'westeurope',
      properties: {
        publisher: 'Microsoft.Azure.NetworkWatcher',
        type: 'NetworkWatcherAgentLinux',
        typeHandlerVersion: '1.4',
      },
    });
    assert.equal(installed.status, 201);
    await arm('GET', pathOf(installed.headers.get('azure-asyncoperation')));
  });

  test('of watchers and refusals', async (t) => {
    const { arm, create, admin } = await startHarness(t);
    await arm('GET', `/subscriptions/${SUBSCRIPTION}/providers/Microsoft.Network/networkWatchers`);
    await arm('GET', WATCHER);
    assert.equal((await create('one', { timeLimitInSeconds: -1 })).status, 400);
    for (const path of [`${LIST}/none`, '/unknown', `${extension}/x`, `${set}/virtualMachines/9`]) {
      assert.equal((await arm('GET', path)).status, 404, path);
    }
    await admin('POST', '/faults', { kind: 'throttle' });
    assert.equal((await arm('GET', WATCHER)).status, 429);
  });
});

test('every call in the ledger has its source', async (t) => {
  const { arm, admin } = await startHarness(t);
  await arm('GET', WATCHER);
  const { body } = await admin('GET', '/ledger');
  assert.equal(body.value[0]!.specification, 'Microsoft.Network/2026-01-01/NetworkWatchers_Get');
});

describe('an answer that does not meet the specification is found', () => {
  const properties = { target: 't', storageLocation: {} };
  const result = (more: object): string | undefined =>
    violation('Microsoft.Network', 'PacketCaptureResult', { properties: more });

  test('with a field of another type', () => {
    assert.match(
      result({ ...properties, timeLimitInSeconds: '60' }) ?? '',
      /timeLimitInSeconds must be integer/,
    );
  });

  test('without a field that it must have', () => {
    assert.match(result({}) ?? '', /required property 'target'/);
  });

  test('with a value beyond a closed list', () => {
    assert.match(result({ ...properties, targetType: 'AzureArc' }) ?? '', /one of the allowed/);
  });

  test('with a field that is not specified', () => {
    assert.match(result({ ...properties, targets: [] }) ?? '', /unevaluated properties/);
    assert.equal(result(properties), undefined);
  });

  const answer: ArmAnswer = {
    specification: 'Microsoft.Network/2026-01-01/PacketCaptures_Create',
    method: 'PUT',
    path: `${LIST}/one`,
    status: 201,
    body: { properties },
  };
  for (const [what, wrong, message] of [
    ['with another status', { status: 200 }, /has no response 200/],
    ['of no operation', { specification: 'Microsoft.Network/2026-01-01/None' }, /no operation/],
    ['that is no error', { status: 400, body: { code: 'x' } }, /unevaluated properties/],
    [
      'that is no error of Resource Manager, where no errors are specified',
      {
        specification: 'Microsoft.Storage/2023-05-01/StorageAccounts_GetProperties',
        status: 404,
        body: { code: 'x' },
      },
      /CloudError must NOT have unevaluated properties/,
    ],
  ] as const) {
    test(what, () => {
      const problems = new AnswerProblems();
      problems.add(answer);
      problems.assertNone();
      problems.add({ ...answer, ...wrong });
      assert.throws(() => problems.assertNone(), message);
    });
  }
});
