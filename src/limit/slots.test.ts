import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import type { Claim } from './claim.ts';
import type { Outcome } from '../captures/outcome.ts';
import type { SessionList } from '../captures/session-list.ts';
import { sessionList } from '../captures/session-list.ts';
import type { SlotAnswer, SlotRequest, Slots } from './slots.ts';
import { noSlots, releaseSlot, requestSlot, takeOver } from './slots.ts';

const at = (second: number): string => new Date(Date.UTC(2026, 0, 1) + second * 1000).toISOString();

const watcher = { id: '/w', subscriptionId: 's', resourceGroup: 'g', name: 'w', location: 'l' };

function claimOf(holder: string, machine = holder, arrived = 0): Claim {
  const vm = { id: `/vm/${machine}`, subscriptionId: 's', resourceGroup: 'g', name: machine };
  return {
    holder,
    vm,
    session: { watcher, name: `session-${holder}` },
    plan: {
      storageAccountId: '/x',
      timeLimitSeconds: 60,
      bytesPerPacket: 0,
      totalBytes: 1,
      graceSeconds: 1,
    },
    alert: {
      id: `alert-${holder}`,
      identity: holder,
      rule: 'r',
      condition: 'fired',
      firedAt: at(0),
    },
    arrivedAt: at(arrived),
  };
}

/** The slots as calls change them, at a time that goes on by hand. */
class Desk {
  slots: Slots = noSlots;
  second = 0;
  listed: string[] = [];
  limit = 2;

  ask(claim: Claim, more: Partial<SlotRequest> = {}): SlotAnswer {
    const now = at(this.second);
    const { limit, listed } = this;
    const request = { claim, now, limit, listed: sessionList(listed), listedAt: now, ...more };
    const [slots, answer] = requestSlot(this.slots, request);
    this.slots = slots;
    return answer;
  }

  wait(claim: Claim, more: Partial<SlotRequest> = {}): SlotAnswer {
    return this.ask(claim, { waitSeconds: 180, ...more });
  }

  release(holder: string, cooling?: { outcome: Outcome; until: string }) {
    const [slots, answer] = releaseSlot(this.slots, { holder, now: at(this.second), cooling });
    this.slots = slots;
    return answer;
  }
}

const captured: Outcome = {
  vm: '/vm/a',
  warnings: [],
  end: 'timeLimit',
  endedAt: at(0),
  file: { url: 'u', bytes: 1, metadataUrl: 'm' },
};

describe('slots', () => {
  test('are granted up to the limit', () => {
    const desk = new Desk();
    assert.equal(desk.ask(claimOf('a')).state, 'granted');
    assert.deepEqual(desk.ask(claimOf('b')), { state: 'granted', inUse: 1 });
    assert.deepEqual(desk.ask(claimOf('c')), { state: 'full', inUse: 2 });
  });

  test("count others' sessions, but a session of ours only once", () => {
    const desk = new Desk();
    desk.ask(claimOf('a'));
    desk.listed = ['Session-A', 'by-hand'];
    assert.deepEqual(desk.ask(claimOf('b')), { state: 'full', inUse: 2 });
  });

  test('are granted again to who holds one, even when over the limit', () => {
    const desk = new Desk();
    desk.ask(claimOf('a'));
    desk.listed = ['x', 'y', 'z'];
    assert.equal(desk.ask(claimOf('a')).state, 'granted');
    assert.equal(desk.slots.held.length, 1);
  });

  test('do not end by themselves: only who looks at the instance can tell that it is gone', () => {
    const desk = new Desk();
    desk.limit = 1;
    desk.ask(claimOf('a'));
    desk.second = 1e6;
    assert.equal(desk.ask(claimOf('b')).state, 'full');
  });

  test('come free when given back; twice is as good as once', () => {
    const desk = new Desk();
    desk.limit = 1;
    desk.ask(claimOf('a'));
    desk.second = 10;
    desk.release('a');
    desk.release('a');
    desk.second = 11;
    assert.equal(desk.ask(claimOf('b')).state, 'granted');
  });

  test('given back count for those whose list is older, and as long as the session is listed', () => {
    const desk = new Desk();
    desk.limit = 1;
    desk.ask(claimOf('a'));
    desk.second = 10;
    desk.release('a');
    desk.second = 20;
    assert.equal(desk.ask(claimOf('b'), { listedAt: at(5) }).state, 'full');
    assert.equal(desk.ask(claimOf('b'), { listed: sessionList(['session-a']) }).state, 'full');
    assert.equal(desk.ask(claimOf('b')).state, 'granted');
  });
});

describe('an instance of a scale set is a machine of its own', () => {
  const instance = (holder: string, ...instances: string[]): Claim => {
    const claim = claimOf(holder, 'set');
    return { ...claim, vm: { ...claim.vm, instances } };
  };
  const states = (...claims: Claim[]): string[] => {
    const desk = new Desk();
    desk.limit = 9;
    return claims.map((claim) => desk.ask(claim).state);
  };

  test('two instances are captured, each once', () => {
    assert.deepEqual(states(instance('a', '/0'), instance('b', '/1'), instance('c', '/1')), [
      'granted',
      'granted',
      'attached',
    ]);
  });

  test('a capture of the whole set has every instance', () => {
    assert.deepEqual(states(instance('a'), instance('b', '/1'), instance('c')), [
      'granted',
      'attached',
      'attached',
    ]);
  });

  test('a capture of one instance has not the whole set', () => {
    assert.deepEqual(states(instance('a', '/1'), instance('b'), instance('c', '/1', '/2')), [
      'granted',
      'granted',
      'attached',
    ]);
  });

  test('a cooldown is that of the instance', () => {
    const desk = new Desk();
    desk.ask(instance('a', '/0'));
    desk.release('a', { outcome: captured, until: at(600) });
    desk.second = 1;
    assert.equal(desk.ask(instance('b', '/1')).state, 'granted');
    assert.equal(desk.ask(instance('c', '/0')).state, 'cooling');
  });
});

describe('the queue', () => {
  const full = (): Desk => {
    const desk = new Desk();
    desk.limit = 1;
    desk.ask(claimOf('a'));
    return desk;
  };

  test('is in order of arrival, whoever asks first', () => {
    const desk = full();
    const late = claimOf('late', 'late', 9);
    const early = claimOf('early', 'early', 3);
    assert.deepEqual(desk.wait(late), { state: 'waiting', ahead: 0, inUse: 1 });
    assert.deepEqual(desk.wait(early), { state: 'waiting', ahead: 0, inUse: 1 });
    desk.second = 1;
    assert.equal(desk.release('a').wake, 'early');
    desk.second = 2;
    assert.deepEqual(desk.wait(late), { state: 'waiting', ahead: 1, inUse: 0 });
    assert.deepEqual(desk.wait(early), { state: 'granted', inUse: 0 });
  });

  test('wakes the next when there is room for more', () => {
    const desk = full();
    desk.wait(claimOf('b', 'b', 1));
    desk.wait(claimOf('c', 'c', 2));
    desk.second = 1;
    desk.release('a');
    desk.second = 2;
    desk.limit = 2;
    assert.equal(desk.wait(claimOf('b', 'b', 1)).wake, 'c');
  });

  test('does not wait for one who asks no more', () => {
    const desk = full();
    desk.wait(claimOf('gone', 'gone', 1));
    desk.second = 1;
    desk.release('a');
    desk.second = 179;
    assert.equal(desk.wait(claimOf('b', 'b', 2)).state, 'waiting');
    desk.second = 181;
    assert.equal(desk.wait(claimOf('b', 'b', 2)).state, 'granted');
  });

  test('is left by giving up, which wakes the next', () => {
    const desk = full();
    desk.wait(claimOf('b', 'b', 1));
    desk.wait(claimOf('c', 'c', 2));
    assert.equal(desk.release('b').wake, 'c');
  });
});

describe('a machine', () => {
  test('that is being captured, or is to be, is not captured again', () => {
    for (const limit of [0, 1]) {
      const desk = new Desk();
      desk.limit = limit;
      desk.wait(claimOf('a', 'vm'));
      const again = desk.wait(claimOf('b', 'VM'));
      assert.equal(again.state, 'attached');
      assert.equal(again.to.id, 'alert-a');
      assert.equal(desk.ask(claimOf('b', 'vm')).state, 'attached');
      assert.deepEqual(
        desk.release('a').attached.map(({ id }) => id),
        ['alert-b'],
      );
    }
  });

  test('keeps the alerts attached to its place in the queue', () => {
    const desk = new Desk();
    desk.limit = 0;
    desk.wait(claimOf('a', 'vm'));
    desk.ask(claimOf('b', 'vm'));
    desk.limit = 1;
    assert.equal(desk.wait(claimOf('a', 'vm')).state, 'granted');
    assert.equal(desk.release('a').attached.length, 1);
  });

  test('that was captured is answered with that for a while', () => {
    const desk = new Desk();
    desk.ask(claimOf('a', 'vm'));
    desk.release('a', { outcome: captured, until: at(60) });
    const answer = desk.ask(claimOf('b', 'vm'));
    assert(answer.state === 'cooling');
    assert.deepEqual(answer.outcome, captured);
    desk.second = 60;
    assert.equal(desk.ask(claimOf('b', 'vm')).state, 'granted');
  });
});

test('a claim is taken over once, with what is attached to it, and not after it was given up', () => {
  const desk = new Desk();
  desk.ask(claimOf('a', 'vm'));
  desk.ask(claimOf('b', 'vm'));
  const [slots, taken] = takeOver(desk.slots, { from: 'a', to: 'f' });
  assert.deepEqual([taken?.wasHeld, taken?.attached.length, taken?.holder], [true, 1, 'f']);
  assert.equal(slots.held[0]?.holder, 'f');
  assert.notEqual(takeOver(slots, { from: 'a', to: 'f' })[1], undefined);
  assert.equal(takeOver(slots, { from: 'a', to: 'g' })[1], undefined);
});

test('sessions are never more than the limit, in any order of events, however old the lists', () => {
  const event = fc.record({
    kind: fc.constantFrom('list', 'ask', 'create', 'end', 'time'),
    who: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
  });
  fc.assert(
    fc.property(fc.array(event, { maxLength: 120 }), (events) => {
      const desk = new Desk();
      const lists = new Map<string, { listed: SessionList; listedAt: string }>();
      const granted = new Set<string>();
      const created = new Set<string>();
      for (const { kind, who } of events) {
        // Time never stands still between two steps of one instance.
        desk.second += kind === 'time' ? 60 : 1;
        const name = `session-${who}`;
        if (kind === 'list') {
          lists.set(who, { listed: sessionList([...created]), listedAt: at(desk.second) });
        } else if (kind === 'ask') {
          const list = lists.get(who);
          if (list === undefined) continue;
          if (desk.wait(claimOf(who), list).state === 'granted') granted.add(who);
        } else if (kind === 'create' && granted.has(who)) {
          created.add(name);
          assert(created.size <= desk.limit);
        } else if (kind === 'end' && granted.has(who)) {
          created.delete(name);
          granted.delete(who);
          lists.delete(who);
          desk.release(who);
        }
      }
    }),
  );
});
