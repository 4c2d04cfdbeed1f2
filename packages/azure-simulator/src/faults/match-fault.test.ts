import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as v from 'valibot';
import { FaultDescription, type Fault } from './fault.ts';
import { isPlayed, matchesFault } from './match-fault.ts';

const fault = (description: object, counts = { matched: 0, played: 0 }): Fault => ({
  ...v.parse(FaultDescription, description),
  id: 1,
  ...counts,
});
const create = {
  operation: 'packetCaptures.create',
  method: 'PUT',
  path: '/a/Name',
  target: '/VM',
};

test('all given fields must match, in any letter case', () => {
  const match = { operation: 'PACKETCAPTURES.CREATE', method: 'put', path: 'nam', target: 'vm' };
  assert.ok(matchesFault(fault({ kind: 'throttle', match }), create));
  for (const field of Object.keys(match)) {
    const other = { ...match, [field]: 'other' };
    assert.ok(!matchesFault(fault({ kind: 'throttle', match: other }), create), field);
  }
});

test('an effect on a session matches creates only', () => {
  assert.ok(matchesFault(fault({ kind: 'storage-failure' }), create));
  assert.ok(!matchesFault(fault({ kind: 'storage-failure' }), { ...create, operation: 'x' }));
});

test('it applies a number of times, after a number of calls', () => {
  const described = { kind: 'throttle', after: 2, times: 1 };
  assert.equal(isPlayed(fault(described, { matched: 1, played: 0 })), false);
  assert.equal(isPlayed(fault(described, { matched: 2, played: 0 })), true);
  assert.equal(isPlayed(fault(described, { matched: 3, played: 1 })), false);
});

test('the probability follows the seed', () => {
  const played = (seed: string) =>
    Array.from({ length: 200 }, (_, matched) =>
      isPlayed(fault({ kind: 'throttle', probability: 0.3, seed }, { matched, played: 0 })),
    );
  assert.deepEqual(played('a'), played('a'));
  assert.notDeepEqual(played('a'), played('b'));
  const share = played('a').filter(Boolean).length / 200;
  assert.ok(share > 0.2 && share < 0.4);
});
