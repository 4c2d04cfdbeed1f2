import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Claim } from './claim.ts';
import type { HeldClaim, Slots } from './slots.ts';
import { addReleased, noneReleased } from './released-sessions.ts';
import { packSlots, unpackSlots } from './slots-state.ts';

const watcher = { id: '/w', subscriptionId: 's', resourceGroup: 'g', name: 'w', location: 'l' };
const at = '2026-11-20T02:14:00.000Z';

function claimOf(holder: string, timeLimitSeconds: number): Claim {
  const vm = { id: `/vm/${holder}`, subscriptionId: 's', resourceGroup: 'g', name: holder };
  const plan = {
    storageAccountId: '/captures',
    timeLimitSeconds,
    bytesPerPacket: 0,
    totalBytes: 1e9,
    graceSeconds: 300,
  };
  const alert = { id: 'a', identity: 'i', rule: 'r', condition: 'fired', firedAt: at } as const;
  return { holder, vm, session: { watcher, name: `of-${holder}` }, plan, alert, arrivedAt: at };
}
const held = (holder: string, seconds: number): HeldClaim => ({
  ...claimOf(holder, seconds),
  attached: [],
});

const slots: Slots = {
  held: [held('one', 60), held('two', 30), held('three', 60)],
  waiting: [{ ...held('four', 30), until: at }],
  released: addReleased(noneReleased, 'of-five', at),
  cooling: [
    {
      claim: claimOf('six', 90),
      outcome: { vm: '/vm/six', warnings: [], end: 'failed', endedAt: at } as never,
      until: at,
    },
  ],
};

test('slots come out as they were packed, and through JSON', () => {
  const state = JSON.parse(JSON.stringify(packSlots(watcher, slots))) as never;
  assert.deepEqual(unpackSlots(state), slots);
});

test('the watcher and equal plans are kept once', () => {
  const text = JSON.stringify(packSlots(watcher, slots));
  assert.equal(text.split('"storageAccountId"').length - 1, 3);
  assert.equal(text.split('"location"').length - 1, 1);
});
