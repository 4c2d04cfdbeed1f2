import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import type { AcquireRequest, Slots } from './capture-slots.ts';
import { acquireSlot, releaseSlot, renewSlot } from './capture-slots.ts';

const at = (second: number): string => new Date(Date.UTC(2026, 0, 1) + second * 1000).toISOString();
const none: Slots = { leases: [] };

const ask = (holder: string, more: Partial<AcquireRequest> = {}): AcquireRequest => ({
  holder,
  session: `session-${holder}`,
  limit: 2,
  listed: [],
  now: at(0),
  leaseSeconds: 60,
  ...more,
});

describe('capture slots', () => {
  test('are granted up to the limit', () => {
    const [one] = acquireSlot(none, ask('a'));
    const [two, second] = acquireSlot(one, ask('b'));
    assert.deepEqual(second, { granted: true, inUse: 1 });
    assert.deepEqual(acquireSlot(two, ask('c'))[1], { granted: false, inUse: 2 });
  });

  test("count others' sessions, but a session of ours only once", () => {
    const [one] = acquireSlot(none, ask('a'));
    const listed = ['Session-A', 'by-hand'];
    assert.deepEqual(acquireSlot(one, ask('b', { listed }))[1], { granted: false, inUse: 2 });
  });

  test('are granted again to who holds one, even when over the limit', () => {
    const [one] = acquireSlot(none, ask('a'));
    const [again, answer] = acquireSlot(one, ask('a', { listed: ['x', 'y', 'z'], now: at(30) }));
    assert(answer.granted);
    assert.deepEqual(again.leases, [{ holder: 'a', session: 'session-a', until: at(90) }]);
  });

  test('do not count a session of the asker that is listed already', () => {
    const answer = acquireSlot(none, ask('a', { limit: 1, listed: ['session-a'] }))[1];
    assert.deepEqual(answer, { granted: true, inUse: 0 });
  });

  test('come free when released, or when the lease ends', () => {
    const [one] = acquireSlot(none, ask('a', { limit: 1 }));
    assert(acquireSlot(releaseSlot(one, 'a'), ask('b', { limit: 1 }))[1].granted);
    assert(!acquireSlot(one, ask('b', { limit: 1, now: at(59) }))[1].granted);
    assert(acquireSlot(one, ask('b', { limit: 1, now: at(60) }))[1].granted);
  });

  test('are held on to by renewal', () => {
    const [one] = acquireSlot(none, ask('a', { limit: 1 }));
    const renewed = renewSlot(one, ask('a', { now: at(50) }));
    assert(!acquireSlot(renewed, ask('b', { limit: 1, now: at(100) }))[1].granted);
  });

  test('are never more than the limit, in any order of events', () => {
    const holder = fc.constantFrom('a', 'b', 'c', 'd', 'e');
    const event = fc.record({
      kind: fc.constantFrom('acquire', 'renew', 'release', 'wait'),
      holder,
      foreign: fc.integer({ min: 0, max: 2 }),
    });
    fc.assert(
      fc.property(fc.array(event, { maxLength: 60 }), (events) => {
        let slots = none;
        let second = 0;
        const running = new Set<string>();
        for (const { kind, holder: who, foreign } of events) {
          const now = at(second);
          const listed = Array.from({ length: foreign }, (_, i) => `foreign-${i}`);
          if (kind === 'wait') second += 7;
          if (kind === 'release') {
            running.delete(who);
            slots = releaseSlot(slots, who);
          }
          if (kind === 'renew' && running.has(who)) slots = renewSlot(slots, ask(who, { now }));
          if (kind === 'acquire') {
            // What runs is listed, even after its lease has ended.
            listed.push(...[...running].map((name) => `session-${name}`));
            const [after, answer] = acquireSlot(slots, ask(who, { now, limit: 3, listed }));
            slots = after;
            if (answer.granted && !running.has(who)) {
              running.add(who);
              assert(running.size + foreign <= 3);
            }
          }
        }
      }),
    );
  });
});
