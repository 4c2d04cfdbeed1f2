import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { FaultEffect } from '../faults/fault.ts';
import type { Session } from '../model/session.ts';
import { parseCreateBody } from './create-body.ts';
import { planSession } from './plan-session.ts';
import { sessionFiles } from './session-capture.ts';

const group = '/subscriptions/s/resourceGroups/g/providers';
const storageLocation = { storageId: `${group}/Microsoft.Storage/storageAccounts/a` };

/** A session that is created at 0, starts after 5 seconds and is ready after 9. */
function plan(
  properties: object = {},
  effects: FaultEffect[] = [],
  instances?: readonly string[],
): Session {
  const target = `${group}/Microsoft.Compute/virtualMachines/v`;
  const body = { properties: { target, timeLimitInSeconds: 60, storageLocation, ...properties } };
  const planned = planSession({
    ...{ id: '/x', name: 'x', watcherId: '/w', region: 'r', properties: parseCreateBody(body) },
    ...{ localAddress: '10.0.0.254', operationId: 'o', now: 0, startedAt: 5000, readyAt: 9000 },
    ...{ blobEndpoint: 'https://a', effects, ...(instances && { instances }) },
  });
  return { seq: 1, ...planned };
}

const path =
  'https://a/network-watcher-logs/subscriptions/s/resourcegroups/g/providers/microsoft.compute/virtualmachines/v/1970/01/01/packetcapture_00_00_00_000.cap';

test('a session as it was planned', () => {
  const { etag, requested, properties, ...session } = plan();
  assert.match(etag, /^W\/"[0-9a-f-]{36}"$/);
  assert.deepEqual(properties, {
    ...requested,
    storageLocation: { ...storageLocation, storagePath: path },
  });
  assert.deepEqual(session, {
    ...{ seq: 1, id: '/x', name: 'x', watcherId: '/w', region: 'r', localAddress: '10.0.0.254' },
    ...{ operationId: 'o', createdAt: 0, readyAt: 9000, startedAt: 5000, foreign: false },
    ...{ fileDelay: 0, errorStatus: 'Error', end: { at: 65_000, cause: 'time-limit' }, errors: [] },
    ...{ file: 'pending', storageFails: false },
  });
});

describe('the end of a session', () => {
  type Expected = Partial<Pick<Session, 'end' | 'errors' | 'errorStatus' | 'file' | 'fileDelay'>>;
  const cases: [name: string, effects: FaultEffect[], expected: Expected & object][] = [
    [
      'by an error at once',
      [{ kind: 'session-error', afterSeconds: 0 }],
      { end: { at: 5000, cause: 'error' }, errors: ['CaptureFailed'], file: 'none' },
    ],
    [
      'by errors of the service',
      [{ kind: 'session-error', errors: ['AgentStopped'], afterSeconds: 7.0004 }],
      { end: { at: 12_000, cause: 'error' }, errors: ['AgentStopped'], errorStatus: 'Error' },
    ],
    [
      'with a sentence is a stop',
      [{ kind: 'session-error', errors: ['AgentStopped'], sentence: 'Off.', afterSeconds: 1 }],
      { errors: ['AgentStopped', 'Off.'], errorStatus: 'Stopped' },
    ],
    [
      'with a sentence and a given status',
      [{ kind: 'session-error', sentence: 'Off.', status: 'Error', afterSeconds: 1 }],
      { errors: ['Off.'], errorStatus: 'Error' },
    ],
    [
      'before a planned error',
      [{ kind: 'session-error', afterSeconds: 60 }],
      { end: { at: 65_000, cause: 'time-limit' }, errors: [], file: 'pending' },
    ],
    [
      'when its creation fails',
      [{ kind: 'create-fails', code: 'C', message: 'M' }],
      { end: { at: 9000, cause: 'error' }, errors: ['InternalError'], file: 'none' },
    ],
    ['with a storage failure', [{ kind: 'storage-failure' }], { errors: ['StorageFailed'] }],
    ['with a late file', [{ kind: 'file-late', seconds: 1.5 }], { fileDelay: 1500 }],
    ['after it vanished', [{ kind: 'session-vanishes', afterSeconds: 59 }], { file: 'none' }],
    [
      'when it vanishes then',
      [{ kind: 'session-vanishes', afterSeconds: 60 }],
      { file: 'pending' },
    ],
  ];
  for (const [name, effects, expected] of cases) {
    test(name, () => {
      assert.partialDeepStrictEqual(plan({}, effects), expected);
    });
  }

  test('keeps what its creation fails with, and when it vanishes', () => {
    assert.deepEqual(plan({}, [{ kind: 'create-fails', code: 'C', message: 'M' }]).failure, {
      ...{ code: 'C', message: 'M' },
    });
    assert.equal(plan({}, [{ kind: 'session-vanishes', afterSeconds: 1.1 }]).deletedAt, 6100);
    assert.equal('deletedAt' in plan(), false);
  });

  test('at its limits', () => {
    const settings = { continuousCapture: true, totalBytesPerSession: 1000 };
    assert.deepEqual(plan(settings).end, { at: 86_405_000, cause: 'time-limit' });
    assert.equal(plan({ totalBytesPerSession: 1000 }).end.cause, 'byte-limit');
    assert.equal(plan({ totalBytesPerSession: 0 }).end.cause, 'time-limit');
  });
});

describe('the files of a session', () => {
  const urls = (session: Session, now = 65_000) => sessionFiles(session, now).map(({ url }) => url);
  const folder = 'https://a/c/d';
  const stored = (storagePath: string) => ({
    storageLocation: { ...storageLocation, storagePath },
  });
  const ring = {
    continuousCapture: false,
    captureSettings: { fileSizeInBytes: 2000, fileCount: 2 },
  };

  test('have the name that the service chose, or was given', () => {
    assert.deepEqual(urls(plan()), [path]);
    assert.deepEqual(urls(plan(stored(`${folder}.cap`))), [`${folder}.cap`]);
    assert.deepEqual(urls(plan(stored(`${folder}.cap`), [], ['0', '4'])), [
      ...[`${folder}_0.cap`, `${folder}_4.cap`],
    ]);
    assert.deepEqual(urls(plan(stored(`${folder}/`), [], ['0', '4'])), [
      ...[`${folder}/0.cap`, `${folder}/4.cap`],
    ]);
    assert.deepEqual(urls(plan({ storageLocation: { filePath: '/a' } })), ['']);
  });

  test('of a continuous capture are the last ones', () => {
    const session = plan({ ...stored(`${folder}.cap`), ...ring }, [], ['0', '4']);
    const found = urls(session).map((url) => url.slice(folder.length).split('_'));
    assert.deepEqual(
      found.map(([, instance]) => instance),
      ['0', '0', '4', '4'],
    );
    const numbers = found.map(([, , number]) => parseInt(number ?? '', 10));
    assert.equal(numbers[1], numbers[0]! + 1);
    assert.ok(numbers[0]! > 1);
    const sizes = sessionFiles(session, 65_000).map(({ content }) => content.length);
    assert.ok(sizes.every((size) => size > 24 && size <= 2000));
    const [few] = sessionFiles(plan({ continuousCapture: true }), 20_000);
    assert.deepEqual(sessionFiles(plan(), 20_000)[0]?.content, few?.content);
  });

  test('of each instance are its own, and end with the session', () => {
    const session = plan({}, [], ['0', '4']);
    const [first, second] = sessionFiles(session, 20_000);
    assert.notDeepEqual(first?.content, second?.content);
    // The addresses of the instances follow each other.
    assert.ok(first?.content.includes(Buffer.from([10, 0, 0, 254])));
    assert.ok(second?.content.includes(Buffer.from([10, 0, 0, 255])));
    assert.deepEqual(sessionFiles(session, 65_000), sessionFiles(session, 99_000));
  });
});
