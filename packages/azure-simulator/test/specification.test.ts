import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { before, describe, test } from 'node:test';
import { Ajv } from 'ajv';
import { SUBSCRIPTION } from './arm-client.ts';
import { accountId, machineId, pathOf, startHarness, WATCHER, type Answer } from './harness.ts';

const file = new URL('specification/network-watcher-2024-05-01.json', import.meta.url);
const specification = JSON.parse(readFileSync(file, 'utf8'), (_key, value: unknown) => {
  const { 'x-ms-enum': kind } = (value ?? {}) as { 'x-ms-enum'?: { modelAsString?: boolean } };
  return kind?.modelAsString ? { type: 'string' } : value;
}) as object;
const ajv = new Ajv({ strict: false, validateFormats: false, allErrors: true });
ajv.addSchema(specification, 'network');

/** Violations of the specification's definition in a response. */
function problems(definition: string, body: unknown): string {
  const validate = ajv.getSchema(`network#/definitions/${definition}`);
  assert.ok(validate, `${definition} is not in the specification.`);
  return validate(body) ? '' : ajv.errorsText(validate.errors);
}

const set = machineId('pool').replace('virtualMachines', 'virtualMachineScaleSets');
const storageId = accountId('captures');
const LIST = `${WATCHER}/packetCaptures`;

// Statuses and definitions of each operation in networkWatcher.json.
const sessions: [name: string, properties: Record<string, unknown>][] = [
  ['vm', { filters: [{ protocol: 'Tcp', remotePort: '443' }] }],
  ['set', { target: set, targetType: 'AzureVMSS', scope: { include: ['0', '1'] } }],
  ['both', { storageLocation: { storageId, filePath: '/var/captures/a.cap' } }],
  ['local', { storageLocation: { filePath: '/var/captures/a.cap' } }],
  ['ring', { continuousCapture: true, captureSettings: { fileCount: 2 } }],
];

function meets({ status, body }: Answer, wanted: number, definition: string): void {
  assert.equal(status, wanted, JSON.stringify(body));
  assert.equal(problems(definition, body), '');
}

describe('every answer meets the specification', () => {
  for (const [name, properties] of sessions) {
    test(`of the session ${name}`, async (t) => {
      const { create, arm, advance } = await startHarness(t);
      const created = await create(name, properties);
      meets(created, 201, 'PacketCaptureResult');
      const operation = pathOf(created.headers.get('azure-asyncoperation'));
      meets(await arm('GET', operation), 200, 'AzureAsyncOperationResult');
      meets(
        await arm('POST', `${LIST}/${name}/queryStatus`),
        202,
        'PacketCaptureQueryStatusResult',
      );
      await advance(20);
      meets(await arm('GET', `${LIST}/${name}`), 200, 'PacketCaptureResult');
      meets(await arm('GET', LIST), 200, 'PacketCaptureListResult');
      assert.equal((await arm('POST', `${LIST}/${name}/stop`)).status, 202);
      meets(
        await arm('POST', `${LIST}/${name}/queryStatus`),
        200,
        'PacketCaptureQueryStatusResult',
      );
      assert.equal((await arm('DELETE', `${LIST}/${name}`)).status, 202);
      await advance(20);
      meets(await arm('GET', `${LIST}/${name}`), 404, 'ErrorResponse');
    });
  }

  test('of a session that fails', async (t) => {
    const { create, arm, admin, advance } = await startHarness(t);
    await admin('POST', '/faults', { kind: 'session-error', sentence: 'Instance 7 is stopped.' });
    await create('one');
    await advance(20);
    meets(await arm('POST', `${LIST}/one/queryStatus`), 200, 'PacketCaptureQueryStatusResult');
  });

  test('of watchers and refusals', async (t) => {
    const { arm, create } = await startHarness(t);
    const all = `/subscriptions/${SUBSCRIPTION}/providers/Microsoft.Network/networkWatchers`;
    meets(await arm('GET', all), 200, 'NetworkWatcherListResult');
    meets(await arm('GET', WATCHER), 200, 'NetworkWatcher');
    meets(await create('one', { timeLimitInSeconds: -1 }), 400, 'ErrorResponse');
    meets(await arm('GET', `${LIST}/none`), 404, 'ErrorResponse');
  });
});

describe('an answer that does not meet it is reported', () => {
  let properties: Record<string, unknown>;
  before(() => (properties = { target: 't', storageLocation: {} }));

  test('with a field of another type', () => {
    const body = { properties: { ...properties, timeLimitInSeconds: '60' } };
    assert.match(problems('PacketCaptureResult', body), /timeLimitInSeconds must be integer/);
  });

  test('without a field that it must have', () => {
    assert.match(problems('PacketCaptureResult', { properties: {} }), /required property 'target'/);
  });

  test('with a value beyond a closed list', () => {
    const body = { properties: { ...properties, targetType: 'AzureArc' } };
    assert.match(problems('PacketCaptureResult', body), /one of the allowed values/);
  });
});
