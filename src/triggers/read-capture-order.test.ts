import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { ParsedAlert } from '../alerts/alert.ts';
import { machine } from '../test-support/run-capture.ts';
import { HttpProblem } from './problem.ts';
import { readCaptureOrder } from './read-capture-order.ts';

const receivedAt = '2026-11-20T02:14:00.000Z';
const read = (body: unknown, idempotencyKey: string | null = null): ParsedAlert =>
  readCaptureOrder(body, { idempotencyKey, otherwise: 'one', receivedAt });
const target = machine.id;
const full = {
  target,
  seconds: 30,
  bytesPerPacket: 0,
  totalBytes: 1000,
  filters: [{ protocol: 'TCP', remotePort: 443 }],
};

test('an order becomes an alert with the settings as the properties of its rule', () => {
  const { identity, series, ...alert } = read({ ...full, reason: 'slow\ncheckout' });
  assert.match(`${identity} ${series}`, /^\S+ \S+$/);
  assert.deepEqual(alert, {
    rule: 'slow checkout',
    condition: 'fired',
    firedAt: receivedAt,
    properties: {
      captureSeconds: '30',
      bytesPerPacket: '0',
      totalBytes: '1000',
      filters: '[{"protocol":"TCP","remotePort":443}]',
    },
    targets: [machine],
    unsupported: [],
    warnings: [],
  });
});

test('an order needs only a target, which may be the name of a computer', () => {
  assert.deepEqual(read({ target }).properties, {});
  assert.equal(read({ target }).rule, 'capture on request');
  assert.deepEqual(read({ target: 'web-1' }).targets, [
    { id: 'web-1', name: 'web-1', subscriptionIds: [] },
  ]);
});

describe('a repeated order', () => {
  const identity = (body: object, header: string | null = null): string =>
    read(body, header).identity;

  test('has the identity of its key, and the header precedes the body', () => {
    const inBody = identity({ target, idempotencyKey: 'k' });
    assert.equal(identity({ target: 'web-1', seconds: 5, idempotencyKey: 'k' }), inBody);
    assert.equal(identity({ target }, 'k'), inBody);
    assert.equal(identity({ target, idempotencyKey: 'other' }, 'k'), inBody);
    assert.notEqual(identity({ target, idempotencyKey: 'K' }), inBody);
    assert.equal(identity({ target }), identity({ target, idempotencyKey: 'one' }));
  });

  test('has another series if it asks for something else', () => {
    const { series } = read(full, 'k');
    assert.equal(read({ ...full, reason: 'again' }, 'other').series, series);
    for (const more of [{ seconds: 31 }, { target: 'web-1' }, { filters: [] }]) {
      assert.notEqual(read({ ...full, ...more }, 'k').series, series);
    }
  });
});

describe('an order is refused', () => {
  const fields = 'target, seconds, bytesPerPacket, totalBytes, filters, reason, idempotencyKey';
  const aTarget =
    'the resource id of a virtual machine or scale set, or the name of a virtual machine';
  const group = target.split('/').slice(0, 5).join('/');
  const disk = `${group}/providers/Microsoft.Compute/disks/d`;
  const cases: [what: string, body: unknown, field: string, expected: string, got?: RegExp][] = [
    ['that is not an object', 'web-1', '', `one of ${fields}`, /web-1/],
    ['without a target', {}, 'target', `one of ${fields}`],
    ['with an empty target', { target: '' }, 'target', 'a string that is not empty'],
    ['with a number as target', { target: 7 }, 'target', 'a string', /7/],
    ['with a long target', { target: 'x'.repeat(1025) }, 'target', 'at most 1024 characters'],
    ['with another field', { target, colour: 'red' }, 'colour', `one of ${fields}`],
    ['with a length as text', { target, seconds: '5' }, 'seconds', 'a whole number', /5/],
    ['with half a second', { target, seconds: 0.5 }, 'seconds', 'a whole number'],
    ['with a negative size', { target, totalBytes: -1 }, 'totalBytes', 'a whole number from 0'],
    ['with one filter', { target, filters: {} }, 'filters', 'an array of filters'],
    [
      'with many filters',
      { target, filters: Array.from({ length: 21 }, () => ({})) },
      'filters',
      'at most 20 filters',
    ],
    [
      'with a list in a filter',
      { target, filters: [{ remotePort: [443] }] },
      'filters.0.remotePort',
      'a string or a number',
    ],
    ['with an empty reason', { target, reason: '' }, 'reason', 'a string that is not empty'],
    ...['a b', 'x'.repeat(201), 'é'].map((idempotencyKey): [string, unknown, string, string] => [
      `with the key ${idempotencyKey.slice(0, 9)}`,
      { target, idempotencyKey },
      'idempotencyKey',
      '1 to 200 visible ASCII characters',
    ]),
    ['for a group', { target: group }, 'target', aTarget, /^another resource: .*rg/],
    ['for a disk', { target: disk }, 'target', aTarget, /disk/i],
    ['for a path', { target: '/vm-1' }, 'target', aTarget, /^"?\/vm-1/],
  ];
  for (const [what, body, field, expected, got = /./] of cases) {
    test(what, () => {
      assert.throws(
        () => read(body),
        (error) => {
          assert(error instanceof HttpProblem);
          assert.equal(error.code, 'invalid-capture');
          assert.equal(error.response.status, 400);
          const { title, detail, errors } = JSON.parse(error.response.body as string) as {
            title: string;
            detail: string;
            errors: { field: string; expected: string; got: string }[];
          };
          assert.equal(title, 'The capture is not valid');
          assert.deepEqual(
            errors.map((one) => [one.field, one.expected]),
            [[field, expected]],
          );
          assert.match(errors[0]?.got ?? '', got);
          assert.equal(detail, `${field || 'body'}: ${expected}`);
          return true;
        },
      );
    });
  }
});
