import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { captureBody, machineId, pathOf, startHarness, WATCHER } from './harness.ts';

const SESSION = `${WATCHER}/packetCaptures/one`;

describe('creating', () => {
  test('answers 201 Updating with the asynchronous operation, then Succeeded', async (t) => {
    const { arm, create, advance } = await startHarness(t);
    const created = await create('one');
    assert.equal(created.status, 201);
    assert.equal(created.body.properties.provisioningState, 'Updating');
    assert.equal(created.headers.get('location'), null);
    const operation = pathOf(created.headers.get('azure-asyncoperation'));
    assert.deepEqual((await arm('GET', operation)).body, { status: 'InProgress' });
    await advance(9);
    assert.deepEqual((await arm('GET', operation)).body, { status: 'Succeeded' });
    assert.equal((await arm('GET', SESSION)).body.properties.provisioningState, 'Succeeded');
  });

  test('fills in the defaults of the service', async (t) => {
    const { create } = await startHarness(t);
    const { body } = await create('one', {
      timeLimitInSeconds: undefined,
      filters: [{ protocol: 'TCP', remotePort: '443' }],
    });
    const { storageLocation, ...properties } = body.properties;
    assert.deepEqual(properties, {
      provisioningState: 'Updating',
      target: machineId('web-1'),
      targetType: 'AzureVM',
      scope: { include: [], exclude: [] },
      bytesToCapturePerPacket: 0,
      totalBytesPerSession: 1073741824,
      timeLimitInSeconds: 18000,
      filters: [
        {
          protocol: 'TCP',
          localIPAddress: '',
          remoteIPAddress: '',
          localPort: '',
          remotePort: '443',
        },
      ],
    });
    assert.match(
      storageLocation.storagePath,
      /^https:\/\/captures\.blob\.core\.windows\.net\/network-watcher-logs\/subscriptions\/[^/]+\/resourcegroups\/web-rg\/providers\/microsoft\.compute\/virtualmachines\/web-1\/\d{4}\/\d\d\/\d\d\/packetcapture_\d\d_\d\d_\d\d_\d{3}\.cap$/,
    );
  });

  test('with the same body again changes nothing and is not counted', async (t) => {
    const { create, admin } = await startHarness(t);
    await create('one');
    const again = await create('one');
    assert.equal(again.status, 201);
    assert.equal((await admin('GET', '/sessions')).body.value.length, 1);
    const { body } = await admin('GET', '/ledger?method=PUT');
    assert.deepEqual(
      body.value.map((entry) => entry.counted),
      [true, false],
    );
  });

  test('with another body is refused while it runs, and replaces it when it has ended', async (t) => {
    const { create, advance, arm } = await startHarness(t);
    await create('one');
    const refused = await create('one', { timeLimitInSeconds: 61 });
    assert.deepEqual([refused.status, refused.body.error.code], [409, 'Conflict']);
    await advance(100);
    assert.equal((await create('one', { timeLimitInSeconds: 61 })).status, 201);
    assert.equal((await arm('GET', `${WATCHER}/packetCaptures`)).body.value.length, 1);
  });

  for (const [what, properties, says] of [
    [
      'a time limit beyond the range',
      { timeLimitInSeconds: 18001 },
      /timeLimitInSeconds must be <=18000/,
    ],
    ['a fraction of bytes', { bytesToCapturePerPacket: 1.5 }, /bytesToCapturePerPacket/],
    ['an unknown protocol', { filters: [{ protocol: 'ICMP' }] }, /"TCP" \| "UDP" \| "Any"/],
    [
      'a list mixed with a range',
      { filters: [{ localPort: '1;2-3' }] },
      /mixes a list and a range/,
    ],
    ['no storage', { storageLocation: {} }, /storageId, filePath or localPath/],
    ['a target that is not an id', { target: 'web-1' }, /is not a resource id/],
  ] as const) {
    test(`refuses ${what}`, async (t) => {
      const { create, admin } = await startHarness(t);
      const { status, body } = await create('one', properties);
      assert.equal(status, 400);
      assert.match(body.error.message, says);
      assert.equal((await admin('GET', '/sessions')).body.value.length, 0);
    });
  }

  for (const [what, path, description, status, code] of [
    [
      'a machine that is not there',
      '/virtual-machines',
      { name: 'web-1', missing: true },
      404,
      'ResourceNotFound',
    ],
    [
      'a stopped machine',
      '/virtual-machines',
      { name: 'web-1', powerState: 'deallocated' },
      400,
      'VirtualMachineNotRunning',
    ],
    [
      'a machine without agent',
      '/virtual-machines',
      { id: machineId('WEB-1'), agent: false },
      400,
      'NetworkWatcherAgentNotInstalled',
    ],
    [
      'a machine elsewhere',
      '/virtual-machines',
      { name: 'web-1', location: 'northeurope' },
      400,
      'TargetRegionMismatch',
    ],
    [
      'an absent watcher',
      '/watchers',
      { region: 'West Europe', state: 'absent' },
      404,
      'ResourceNotFound',
    ],
    [
      'a watcher in the making',
      '/watchers',
      { region: 'westeurope', state: 'provisioning' },
      409,
      'AnotherOperationInProgress',
    ],
    [
      'a full watcher',
      '/watchers',
      { region: 'westeurope', sessionLimit: 0 },
      400,
      'PacketCaptureLimitExceeded',
    ],
    [
      'a missing account',
      '/storage-accounts',
      { name: 'captures', missing: true },
      400,
      'StorageAccountNotFound',
    ],
    [
      'a premium account',
      '/storage-accounts',
      { name: 'captures', sku: 'Premium_LRS' },
      400,
      'StorageAccountNotSupported',
    ],
    [
      'an account elsewhere',
      '/storage-accounts',
      { name: 'captures', location: 'uksouth' },
      400,
      'StorageAccountNotSupported',
    ],
    [
      'an account without shared keys',
      '/storage-accounts',
      { name: 'captures', allowSharedKeyAccess: false },
      400,
      'StorageAccountNotSupported',
    ],
  ] as const) {
    test(`refuses ${what}`, async (t) => {
      const { create, admin } = await startHarness(t);
      assert.equal((await admin('PUT', path, description)).status, 200);
      const answer = await create('one');
      assert.deepEqual([answer.status, answer.body.error.code], [status, code]);
    });
  }
});

describe('a session', () => {
  test('is not started, runs, and stops at its time limit', async (t) => {
    const { arm, create, advance } = await startHarness(t);
    await create('one');
    const status = async () => (await arm('POST', `${SESSION}/queryStatus`)).body;
    assert.equal((await status()).packetCaptureStatus, 'NotStarted');
    await advance(5);
    const running = await arm('POST', `${SESSION}/queryStatus`);
    assert.equal(running.status, 202);
    assert.equal(running.body.packetCaptureStatus, 'Running');
    assert.equal(running.body.stopReason, undefined);
    await advance(60);
    const final = await arm('GET', pathOf(running.headers.get('location')));
    assert.equal(final.status, 200);
    const stopped = await arm('POST', `${SESSION}/queryStatus`);
    assert.equal(stopped.status, 200);
    assert.deepEqual(stopped.body, final.body);
    assert.deepEqual(
      [stopped.body.packetCaptureStatus, stopped.body.stopReason, stopped.body.packetCaptureError],
      ['Stopped', 'TimeExceeded', []],
    );
  });

  test('ends at its byte limit, without a reason', async (t) => {
    const { arm, create, advance, admin } = await startHarness(t);
    await create('one', { totalBytesPerSession: 5000 });
    await advance(20);
    const { body } = await arm('POST', `${SESSION}/queryStatus`);
    assert.equal(body.packetCaptureStatus, 'Stopped');
    assert.equal('stopReason' in body, false);
    assert.equal((await admin('GET', '/sessions')).body.value[0]!.endCause, 'byte-limit');
  });

  test('stops on demand: 202, and the result is null', async (t) => {
    const { arm, create, advance } = await startHarness(t);
    await create('one');
    await advance(20);
    const stop = await arm('POST', `${SESSION}/stop`);
    assert.equal(stop.status, 202);
    await advance(9);
    const operation = await arm('GET', pathOf(stop.headers.get('azure-asyncoperation')));
    assert.deepEqual(operation.body, { status: 'Succeeded', properties: {} });
    const result = await arm('GET', pathOf(stop.headers.get('location')));
    assert.deepEqual([result.status, result.body], [200, null]);
    assert.equal((await arm('POST', `${SESSION}/stop`)).status, 202);
    assert.equal((await arm('POST', `${SESSION}/queryStatus`)).body.stopReason, 'Manual');
  });

  test('stays listed until deleted: 202, Deleting, then 204 and 404', async (t) => {
    const { arm, create, advance } = await startHarness(t);
    await create('one');
    await advance(1000);
    const rows = (await arm('GET', `${WATCHER}/packetCaptures`)).body.value;
    assert.equal(rows[0]!.type, 'Microsoft.Network/networkWatchers/packetCaptures');
    const deletion = await arm('DELETE', SESSION);
    assert.equal(deletion.status, 202);
    assert.equal((await arm('GET', SESSION)).body.properties.provisioningState, 'Deleting');
    assert.equal((await create('one')).body.error.code, 'AnotherOperationInProgress');
    const location = pathOf(deletion.headers.get('location'));
    assert.equal((await arm('GET', location)).status, 202);
    await advance(9);
    assert.equal((await arm('GET', location)).status, 204);
    assert.equal((await arm('GET', SESSION)).body.error.code, 'NotFound');
    assert.equal((await arm('DELETE', SESSION)).status, 404);
    assert.deepEqual((await arm('GET', `${WATCHER}/packetCaptures`)).body, { value: [] });
  });

  test('of a scale set gives its reason in a sentence', async (t) => {
    const { arm, create, advance } = await startHarness(t);
    const target = machineId('pool').replace('virtualMachines', 'virtualMachineScaleSets');
    await create('one', { target, scope: { include: [`${target}/virtualMachines/1`] } });
    await advance(100);
    const { body } = await arm('POST', `${SESSION}/queryStatus`);
    assert.equal(body.stopReason, '1 VM Instance(s) stopped due to TimeExceeded Reasons');
  });
});

test('paths match in any case, and names keep the case in which they were given', async (t) => {
  const { arm } = await startHarness(t);
  const path = SESSION.toLowerCase().replace('/one', '/MyCapture');
  const { body } = await arm('PUT', path, captureBody());
  assert.equal(body.name, 'MyCapture');
  assert.equal((await arm('GET', `${WATCHER}/packetCaptures/mycapture`)).body.name, 'MyCapture');
});

test('the requirements of every call', async (t) => {
  const { url, arm } = await startHarness(t);
  const code = async (response: Response) =>
    ((await response.json()) as { error: { code: string } }).error.code;
  const anonymous = await fetch(`${url}${SESSION}?api-version=2026-01-01`);
  assert.deepEqual([anonymous.status, await code(anonymous)], [401, 'AuthenticationFailed']);
  const headers = { Authorization: 'Bearer test' };
  const unversioned = await fetch(url + SESSION, { headers });
  assert.deepEqual(
    [unversioned.status, await code(unversioned)],
    [400, 'MissingApiVersionParameter'],
  );
  const malformed = await arm('PUT', SESSION, '{"properties":');
  assert.deepEqual([malformed.status, malformed.body.error.code], [400, 'InvalidRequestContent']);
  assert.equal((await arm('PATCH', SESSION, {})).status, 405);
  assert.equal((await arm('GET', '/subscriptions/x/nothing')).status, 404);
  const listed = await arm('GET', `${WATCHER}/packetCaptures`);
  assert.match(listed.headers.get('x-ms-request-id') ?? '', /^[0-9a-f-]{36}$/);
  assert.ok(listed.headers.has('x-ms-correlation-request-id'));
  assert.equal(listed.headers.get('x-ms-ratelimit-remaining-subscription-global-reads'), '3749');
});
