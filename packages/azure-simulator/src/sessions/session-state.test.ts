import assert from 'node:assert/strict';
import { test } from 'node:test';
import { endSession } from './end-session.ts';
import { parseCreateBody } from './create-body.ts';
import { planSession } from './plan-session.ts';
import { isActive, sessionState } from './session-state.ts';
import type { FaultEffect } from '../faults/fault.ts';

const plan = (properties: object = {}, effects: FaultEffect[] = []) => ({
  seq: 1,
  ...planSession({
    id: '/x',
    name: 'x',
    watcherId: '/w',
    region: 'westeurope',
    properties: parseCreateBody({
      properties: {
        target: '/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/virtualMachines/v',
        timeLimitInSeconds: 60,
        storageLocation: {
          storageId:
            '/subscriptions/s/resourceGroups/g/providers/Microsoft.Storage/storageAccounts/a',
        },
        ...properties,
      },
    }),
    localAddress: '10.0.0.4',
    operationId: 'o',
    now: 0,
    startedAt: 5000,
    readyAt: 9000,
    blobEndpoint: 'https://a',
    effects,
  }),
});

test('a session changes its state with time alone', () => {
  const session = plan();
  const at = (now: number) => {
    const { provisioningState, packetCaptureStatus, stopReason } = sessionState(session, now);
    return [provisioningState, packetCaptureStatus, stopReason];
  };
  assert.deepEqual(at(4999), ['Updating', 'NotStarted', undefined]);
  assert.deepEqual(at(8999), ['Updating', 'Running', undefined]);
  assert.deepEqual(at(64_999), ['Succeeded', 'Running', undefined]);
  assert.deepEqual(at(65_000), ['Succeeded', 'Stopped', 'TimeExceeded']);
});

test('a stop ends it at once; after the end it has no effect', () => {
  const session = plan();
  const stopped = endSession(session, 20_000, 'manual');
  assert.deepEqual(stopped.end, { at: 20_000, cause: 'manual' });
  assert.equal(sessionState(stopped, 20_000).stopReason, 'Manual');
  assert.equal(endSession(session, 65_000, 'manual'), session);
});

test('a stop before a planned error wins, and leaves a file', () => {
  const session = plan({}, [{ kind: 'session-error', afterSeconds: 30 }]);
  assert.equal(session.file, 'none');
  const stopped = endSession(session, 20_000, 'manual');
  assert.deepEqual([stopped.file, stopped.errors], ['pending', []]);
});

test('a storage failure shows at the end, after any kind of end', () => {
  const session = plan({}, [{ kind: 'storage-failure' }]);
  for (const one of [session, endSession(session, 20_000, 'manual')]) {
    assert.deepEqual(
      [one.file, sessionState(one, 65_000).packetCaptureError],
      ['none', ['StorageFailed']],
    );
  }
});

test('without a limit the longest allowed time applies', () => {
  assert.equal(plan({ timeLimitInSeconds: 0 }).end.at, 5000 + 18_000_000);
});

test('a continuous capture ends with its own limit', () => {
  const session = plan({
    continuousCapture: true,
    captureSettings: { sessionTimeLimitInSeconds: 7 },
  });
  assert.equal(session.end.at, 12_000);
});

test('a capture into a local file alone has no blob', () => {
  const session = plan({ storageLocation: { filePath: '/var/captures/a.cap' } });
  assert.deepEqual([session.properties.storageLocation.storagePath, session.file], ['', 'none']);
});

test('a session is active until its end, also before its start', () => {
  assert.deepEqual(
    [0, 64_999, 65_000].map((now) => isActive(plan(), now)),
    [true, true, false],
  );
});

test('the states of its resource', () => {
  const failed = plan({}, [{ kind: 'create-fails', code: 'C', message: 'M' }]);
  const deleting = { ...plan(), deletingSince: 20_000 };
  const state = (session: typeof deleting | typeof failed, now: number) =>
    sessionState(session, now).provisioningState;
  assert.deepEqual(
    [state(plan(), 8999), state(plan(), 9000), state(failed, 8999), state(failed, 9000)],
    ['Updating', 'Succeeded', 'Updating', 'Failed'],
  );
  assert.deepEqual([state(deleting, 19_999), state(deleting, 20_000)], ['Succeeded', 'Deleting']);
});

test('the reason why it stopped, for a machine and for a scale set', () => {
  const reason = (properties: object, cause: 'manual' | 'deleted', instances?: string[]) =>
    sessionState(
      { ...endSession(plan(properties), 20_000, cause), ...(instances && { instances }) },
      20_000,
    ).stopReason;
  assert.deepEqual([reason({}, 'manual'), reason({}, 'deleted')], ['Manual', 'Manual']);
  const set = { targetType: 'AzureVMSS' };
  assert.equal(reason(set, 'manual', ['0', '1']), '2 VM Instance(s) stopped due to Manual Reasons');
  assert.equal(reason(set, 'manual'), '1 VM Instance(s) stopped due to Manual Reasons');
  const full = { totalBytesPerSession: 1000 };
  const { packetCaptureStatus, packetCaptureError, ...more } = sessionState(plan(full), 65_000);
  assert.deepEqual([packetCaptureStatus, packetCaptureError], ['Stopped', []]);
  assert.equal('stopReason' in more, false, 'none after the byte limit');
});
