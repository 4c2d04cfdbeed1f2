import assert from 'node:assert/strict';
import { test } from 'node:test';
import { at, captured, claimOf, Desk } from '../test-support/slot-desk.ts';
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

test('a repeated release changes nothing', () => {
  const desk = new Desk();
  desk.ask(claimOf('a', 'vm'));
  desk.ask(claimOf('b', 'vm'));
  desk.release(claimOf('a', 'vm'));
  const { slots } = desk;
  assert.deepEqual(desk.release(claimOf('a', 'vm')), { attached: [] });
  assert.deepEqual(desk.slots, slots);
});

test('a release does not wake a claim that requests early enough', () => {
  const desk = new Desk();
  desk.ask(claimOf('a'));
  desk.ask(claimOf('b'));
  desk.wait(claimOf('c'));
  assert.deepEqual(desk.release(claimOf('a')).wake, { holder: 'c', at: at(9.25) });
  desk.second = 1;
  assert.equal(desk.release(claimOf('b')).wake, undefined);
});

test('the session of a released claim is deleted, kept, or was never created', () => {
  const desk = new Desk();
  const kept = claimOf('b');
  kept.plan.keepSession = true;
  for (const claim of [claimOf('a'), kept]) desk.ask(claim);
  for (const claim of [claimOf('a'), kept, claimOf('c')]) desk.release(claim);
  assert.deepEqual(
    desk.slots.ended.map(({ sessionLeft }) => sessionLeft),
    ['deleting', 'kept', 'none'],
  );
});

test('a request may ignore the cooldown', () => {
  const desk = new Desk();
  desk.ask(claimOf('a', 'vm'));
  desk.release(claimOf('a', 'vm'), captured, 60);
  desk.second = 1;
  assert.equal(desk.ask(claimOf('b', 'vm'), { ignoresCooldown: false }).state, 'cooldown');
  assert.equal(desk.ask(claimOf('b', 'vm'), { ignoresCooldown: true }).state, 'granted');
});
