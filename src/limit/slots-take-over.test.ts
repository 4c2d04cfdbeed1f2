import assert from 'node:assert/strict';
import { test } from 'node:test';
import { claimOf, Desk } from '../test-support/slot-desk.ts';
import { noSlots, restore, takeOver } from './slots.ts';

test('a claim is taken over once, with its attached alerts, and not after its release', () => {
  const desk = new Desk();
  desk.ask(claimOf('a', 'vm'));
  desk.ask(claimOf('b', 'vm'));
  const claim = claimOf('a', 'vm');
  const [slots, taken] = takeOver(desk.slots, { claim, to: 'f' });
  assert.deepEqual(taken, { wasHeld: true });
  assert.deepEqual([slots.held[0]?.holder, slots.held[0]?.attached.length], ['f', 1]);
  assert.notEqual(takeOver(slots, { claim, to: 'f' })[1], undefined);
  desk.release(claim);
  assert.equal(takeOver(desk.slots, { claim, to: 'g' })[1], undefined);
});

test('a claim in the queue is taken over there', () => {
  const desk = new Desk();
  desk.limit = 0;
  desk.wait(claimOf('a'));
  desk.wait(claimOf('b'));
  const [slots, taken] = takeOver(desk.slots, { claim: claimOf('a'), to: 'f' });
  assert.deepEqual(taken, { wasHeld: false });
  assert.deepEqual([slots.held, slots.waiting.map(({ holder }) => holder)], [[], ['f', 'b']]);
});

test('a lost claim is restored once', () => {
  const claim = claimOf('a');
  assert.equal(takeOver(noSlots, { claim, to: 'f' })[0].held[0]?.holder, 'f');
  const [restored, isNew] = restore(noSlots, claim);
  assert.deepEqual([restored.held.length, isNew], [1, true]);
  assert.equal(restore(restored, claim)[1], false);
});
