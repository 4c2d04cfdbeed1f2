import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Outcome } from '../captures/outcome.ts';
import { sessionList } from '../captures/session-list.ts';
import { at, captured, claimOf, Desk } from '../test-support/slot-desk.ts';
import type { Claim } from './claim.ts';

describe('slots', () => {
  test('are granted up to the limit', () => {
    const desk = new Desk();
    assert.equal(desk.ask(claimOf('a')).state, 'granted');
    assert.deepEqual(desk.ask(claimOf('b')), { state: 'granted', inUse: 1 });
    assert.deepEqual(desk.ask(claimOf('c')), { state: 'full', inUse: 2 });
  });

  test("count other clients' sessions, and each session of the app once", () => {
    const desk = new Desk();
    desk.ask(claimOf('a'));
    desk.listed = ['Alert-Capture-A', 'by-hand'];
    assert.deepEqual(desk.ask(claimOf('b')), { state: 'full', inUse: 2 });
  });

  test('are granted again to their holder, even over the limit', () => {
    const desk = new Desk();
    desk.ask(claimOf('a'));
    desk.listed = ['x', 'y', 'z'];
    assert.equal(desk.ask(claimOf('a')).state, 'granted');
    assert.equal(desk.slots.held.length, 1);
  });

  test('do not expire', () => {
    const desk = new Desk();
    desk.limit = 1;
    desk.ask(claimOf('a'));
    desk.second = 1e6;
    assert.equal(desk.ask(claimOf('b')).state, 'full');
  });

  test('are free after their release, which may be repeated', () => {
    const desk = new Desk();
    desk.limit = 1;
    desk.ask(claimOf('a'));
    desk.second = 10;
    desk.release(claimOf('a'));
    desk.release(claimOf('a'));
    desk.second = 11;
    assert.equal(desk.ask(claimOf('b')).state, 'granted');
  });

  test('count after their release for older lists, and while the session is listed', () => {
    const desk = new Desk();
    desk.limit = 1;
    desk.ask(claimOf('a'));
    desk.second = 10;
    desk.release(claimOf('a'));
    desk.second = 20;
    assert.equal(desk.ask(claimOf('b'), { listedAt: at(5) }).state, 'full');
    assert.equal(
      desk.ask(claimOf('b'), { listed: sessionList(['alert-capture-a']) }).state,
      'full',
    );
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

  test('a capture of the whole set includes every instance', () => {
    assert.deepEqual(states(instance('a'), instance('b', '/1'), instance('c')), [
      'granted',
      'attached',
      'attached',
    ]);
  });

  test('a capture of one instance does not include the whole set', () => {
    assert.deepEqual(states(instance('a', '/1'), instance('b'), instance('c', '/1', '/2')), [
      'granted',
      'granted',
      'attached',
    ]);
  });

  test('one that waits is attached to the whole set when that waits too', () => {
    const desk = new Desk();
    desk.limit = 0;
    desk.wait(instance('a', '/1'));
    desk.wait(instance('b'));
    assert.equal(desk.slots.waiting.length, 2);
    assert.equal(desk.wait(instance('a', '/1')).state, 'attached');
    assert.deepEqual(
      desk.slots.waiting.map(({ holder, attached }) => [holder, attached.length]),
      [['b', 1]],
    );
  });

  test('a cooldown applies to the instance', () => {
    const desk = new Desk();
    desk.ask(instance('a', '/0'));
    desk.release(instance('a', '/0'), captured, 600);
    desk.second = 1;
    assert.equal(desk.ask(instance('b', '/1')).state, 'granted');
    assert.equal(desk.ask(instance('c', '/0')).state, 'cooldown');
  });
});

describe('the queue', () => {
  const full = (): Desk => {
    const desk = new Desk();
    desk.limit = 1;
    desk.ask(claimOf('a'));
    return desk;
  };

  test('is in order of arrival, in any order of requests', () => {
    const desk = full();
    const late = claimOf('late', 'late', 9);
    const early = claimOf('early', 'early', 3);
    assert.deepEqual(desk.wait(late), { state: 'waiting', ahead: 0, inUse: 1 });
    assert.deepEqual(desk.wait(early), { state: 'waiting', ahead: 0, inUse: 1 });
    desk.second = 1;
    assert.deepEqual(desk.release(claimOf('a')).wake, { holder: 'early', at: at(10.25) });
    desk.second = 2;
    assert.deepEqual(desk.wait(late), { state: 'waiting', ahead: 1, inUse: 0 });
    assert.deepEqual(desk.wait(early), { state: 'granted', inUse: 0 });
  });

  test('wakes the next when there is room for more', () => {
    const desk = full();
    desk.wait(claimOf('b', 'b', 1));
    desk.wait(claimOf('c', 'c', 2));
    desk.second = 1;
    desk.release(claimOf('a'));
    desk.second = 2;
    desk.limit = 2;
    assert.deepEqual(desk.wait(claimOf('b', 'b', 1)).wake, { holder: 'c', at: at(2) });
  });

  test('skips an entry that no longer asks', () => {
    const desk = full();
    desk.wait(claimOf('gone', 'gone', 1));
    desk.second = 1;
    desk.release(claimOf('a'));
    desk.second = 179;
    assert.equal(desk.wait(claimOf('b', 'b', 2)).state, 'waiting');
    desk.second = 181;
    assert.equal(desk.wait(claimOf('b', 'b', 2)).state, 'granted');
  });

  test('of claims that arrived together is in the order of their holders', () => {
    const desk = full();
    desk.wait(claimOf('c'));
    desk.wait(claimOf('b'));
    assert.deepEqual(desk.wait(claimOf('c')), { state: 'waiting', ahead: 1, inUse: 1 });
    assert.deepEqual(
      desk.slots.waiting.map(({ holder }) => holder),
      ['b', 'c'],
    );
  });

  test('is not woken by the release of a claim that is not its first', () => {
    const desk = full();
    desk.wait(claimOf('b', 'b', 1));
    desk.wait(claimOf('c', 'c', 2));
    assert.equal(desk.release(claimOf('c')).wake, undefined);
  });

  test('is woken when a claim that does not wait leaves room', () => {
    const desk = full();
    desk.wait(claimOf('b', 'b', 1));
    desk.limit = 2;
    const answer = desk.ask(claimOf('c', 'c', 2));
    assert.equal(answer.state, 'full');
    assert.deepEqual(answer.wake, { holder: 'b', at: at(0) });
  });

  test('may be left by a claim that no longer waits', () => {
    const desk = full();
    desk.wait(claimOf('b', 'b', 1));
    assert.equal(desk.ask(claimOf('b', 'b', 1)).state, 'full');
    assert.deepEqual(desk.slots.waiting, []);
  });

  test('is left by a release, which wakes the next', () => {
    const desk = full();
    desk.wait(claimOf('b', 'b', 1));
    desk.wait(claimOf('c', 'c', 2));
    assert.equal(desk.release(claimOf('b')).wake?.holder, 'c');
  });
});

describe('a machine', () => {
  test('with a running or queued capture is not captured again', () => {
    for (const limit of [0, 1]) {
      const desk = new Desk();
      desk.limit = limit;
      desk.wait(claimOf('a', 'vm'));
      const again = desk.wait(claimOf('b', 'VM'));
      assert.equal(again.state, 'attached');
      assert.equal(again.to.id, 'alert-a');
      assert.equal(desk.ask(claimOf('b', 'vm')).state, 'attached');
      assert.deepEqual(
        desk.release(claimOf('a', 'vm')).attached.map(({ id }) => id),
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
    assert.equal(desk.release(claimOf('a', 'vm')).attached.length, 1);
  });

  test('attaches an alert once, however often it asks', () => {
    const desk = new Desk();
    desk.ask(claimOf('a', 'vm'));
    desk.ask(claimOf('other'));
    for (const holder of ['b', 'c', 'b']) desk.ask(claimOf(holder, 'vm'));
    const attached = desk.slots.held.map((claim) => claim.attached.map(({ id }) => id));
    assert.deepEqual(attached, [['alert-c', 'alert-b'], []]);
  });

  test('has a cooldown only after a capture with a file', () => {
    const { file, ...withoutFile } = captured as Outcome & { file: object };
    for (const [outcome, seconds, expected] of [
      [{ ...withoutFile, file }, 60, { vm: { id: '/vm/vm' }, until: at(60) }],
      [{ ...withoutFile, file }, 0, undefined],
      [withoutFile, 60, undefined],
    ] as const) {
      const desk = new Desk();
      desk.ask(claimOf('a', 'vm'));
      desk.release(claimOf('a', 'vm'), outcome as Outcome, seconds);
      assert.deepEqual(desk.slots.ended[0]?.cooldown, expected);
    }
  });

  test('that was captured is not captured again during the cooldown', () => {
    const desk = new Desk();
    desk.ask(claimOf('a', 'vm'));
    desk.release(claimOf('a', 'vm'), captured, 60);
    const answer = desk.ask(claimOf('b', 'vm'));
    assert(answer.state === 'cooldown');
    assert.equal(answer.session, 'alert-capture-a');
    desk.second = 60;
    assert.equal(desk.ask(claimOf('b', 'vm')).state, 'granted');
  });
});

describe('a capture that has ended', () => {
  test('gives a repeated run no slot', () => {
    const desk = new Desk();
    desk.ask(claimOf('a'));
    desk.second = 60;
    desk.release(claimOf('a'));
    desk.second = 120;
    assert.equal(desk.ask(claimOf('a')).state, 'ended');
    assert.equal(desk.slots.held.length, 0);
  });

  test('is remembered too when it was skipped', () => {
    const desk = new Desk();
    desk.limit = 0;
    assert.equal(desk.ask(claimOf('a')).state, 'full');
    const skipped: Outcome = {
      vm: '/vm/a',
      warnings: [],
      end: 'skipped',
      endedAt: at(0),
      reason: { code: 'LimitReached', message: 'm', advice: 'a' },
    };
    desk.release(claimOf('a'), skipped);
    desk.limit = 2;
    assert.equal(desk.ask(claimOf('a')).state, 'ended');
  });

  test('is forgotten after a day', () => {
    const desk = new Desk();
    desk.ask(claimOf('a'));
    desk.release(claimOf('a'));
    desk.second = 24 * 3600 + 1;
    assert.equal(desk.ask(claimOf('b')).state, 'granted');
    assert.deepEqual(desk.slots.ended, []);
  });
});

describe('a session that is being deleted', () => {
  const deleting = (): Desk => {
    const desk = new Desk();
    desk.limit = 1;
    desk.ask(claimOf('a'));
    desk.listed = ['alert-capture-a'];
    desk.second = 100;
    desk.wait(claimOf('b', 'b', 1));
    return desk;
  };

  test('wakes the first in the queue once, for the end of its deletion', () => {
    const desk = deleting();
    assert.deepEqual(desk.release(claimOf('a')).wake, { holder: 'b', at: at(109.25) });
    desk.second = 101;
    assert.equal(desk.release(claimOf('x')).wake, undefined);
  });

  test('sets the wait of the first in the queue', () => {
    const desk = deleting();
    desk.release(claimOf('a'));
    desk.second = 103;
    const answer = desk.wait(claimOf('b', 'b', 1));
    assert(answer.state === 'waiting');
    assert.equal(answer.lookAt, at(109.25));
  });

  test('that takes longer is polled each second, then at the usual interval', () => {
    const desk = deleting();
    desk.release(claimOf('a'));
    desk.second = 112;
    assert.partialDeepStrictEqual(desk.wait(claimOf('b', 'b', 1)), { lookAt: at(113) });
    desk.second = 121;
    assert.equal('lookAt' in desk.wait(claimOf('b', 'b', 1)), false);
  });

  test('frees a slot at its end, and the grant wakes the next for the following deletion', () => {
    const desk = new Desk();
    desk.ask(claimOf('a'));
    desk.ask(claimOf('b'));
    desk.listed = ['alert-capture-a', 'alert-capture-b'];
    desk.second = 100;
    desk.wait(claimOf('c', 'c', 1));
    desk.wait(claimOf('d', 'd', 2));
    desk.release(claimOf('a'));
    desk.second = 103;
    desk.release(claimOf('b'));
    desk.second = 109;
    desk.listed = ['alert-capture-b'];
    const granted = desk.wait(claimOf('c', 'c', 1));
    assert.equal(granted.state, 'granted');
    assert.deepEqual(granted.wake, { holder: 'd', at: at(112.25) });
  });

  test('wakes no one when its plan keeps it', () => {
    const desk = new Desk();
    desk.limit = 1;
    const kept = claimOf('a');
    kept.plan.keepSession = true;
    desk.ask(kept);
    desk.listed = ['alert-capture-a'];
    desk.second = 100;
    desk.release(kept);
    assert.equal('lookAt' in desk.wait(claimOf('b')), false);
  });
});
