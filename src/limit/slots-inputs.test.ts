import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import * as v from 'valibot';
import { sessionList } from '../captures/session-list.ts';
import { machine, target, watcher } from '../test-support/run-capture.ts';
import { at, captured, claimOf } from '../test-support/slot-desk.ts';
import { withField } from '../test-support/with-field.ts';
import type { Claim } from './claim.ts';
import type { SlotCall, SlotOperations } from './slots-entity.ts';
import { slotCalls } from './slots-inputs.ts';

const claim: Claim = { ...claimOf('a'), vm: machine, plan: target.plan };
const request = {
  ...{ claim, now: at(0), limit: 1, listed: sessionList([]), listedAt: at(0) },
  ...{ waitSeconds: 60, ignoresCooldown: true },
};
const calls: { [O in keyof SlotOperations]: SlotCall<O> } = {
  request: { watcher, request },
  release: { watcher, request: { claim, now: at(0), outcome: captured, cooldownSeconds: 0 } },
  takeOver: { watcher, request: { claim, to: 'f' } },
  restore: { watcher, request: claim },
};

const isAccepted = (operation: keyof SlotOperations, input: unknown): boolean =>
  v.safeParse(slotCalls[operation], input).success;

const ofClaim = ['holder', 'vm', 'session', 'plan', 'alert', 'arrivedAt', 'alert.id'].concat(
  ['identity', 'rule', 'condition', 'firedAt'].map((name) => `alert.${name}`),
);
const required: Record<keyof SlotOperations, string[]> = {
  request: ['claim', 'now', 'limit', 'listed', 'listed.ours', 'listed.others', 'listedAt'],
  release: ['claim', 'claim.session', 'now', 'outcome', 'cooldownSeconds'],
  takeOver: ['claim', 'claim.session', 'to'],
  restore: ofClaim,
};

for (const [name, fields] of Object.entries(required)) {
  const operation = name as keyof SlotOperations;
  const call = calls[operation];
  describe(`a call of ${operation}`, () => {
    test('is accepted, also with fields of another version', () => {
      assert(isAccepted(operation, call));
      assert(isAccepted(operation, { ...withField(call, 'request.later', 1)!, later: 1 }));
    });

    for (const path of ['watcher', 'request', ...fields.map((field) => `request.${field}`)]) {
      test(`is refused without ${path}`, () => {
        assert(!isAccepted(operation, withField(call, path, undefined)));
      });
    }
  });
}

describe('a request for a slot', () => {
  const cases: [field: string, value: unknown, isRight: boolean][] = [
    ['waitSeconds', undefined, true],
    ['waitSeconds', 0, true],
    ['waitSeconds', -1, false],
    ['waitSeconds', Infinity, false],
    ['waitSeconds', '60', false],
    ['ignoresCooldown', undefined, true],
    ['ignoresCooldown', 'true', false],
    ['listed.ours', [7], false],
    ['listed.others', -1, false],
    ['now', 'soon', false],
    ['claim.alert.condition', 'resolved', true],
    ['claim.alert.condition', 'test', true],
    ['claim.alert.condition', 'burning', false],
    ['claim.alert.rule', '', true],
    ['claim.holder', '', false],
  ];
  for (const [field, value, isRight] of cases) {
    test(`with ${field} ${JSON.stringify(value)} is ${isRight ? 'accepted' : 'refused'}`, () => {
      const call = withField(calls.request, `request.${field}`, value);
      assert.equal(isAccepted('request', call), isRight);
    });
  }
});
