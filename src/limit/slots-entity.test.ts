import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { StepError } from '../captures/failure.ts';
import { sessionList } from '../captures/session-list.ts';
import { machine, target, watcher } from '../test-support/run-capture.ts';
import { at, captured, claimOf as deskClaim } from '../test-support/slot-desk.ts';
import { StoredEntity } from '../test-support/stored-entity.ts';
import type { Claim } from './claim.ts';
import { outcomesOf } from './entities.ts';
import { captureSlots, restoredOperation } from './slots-entity.ts';
import { allClaims, readSlotsState } from './slots-state.ts';

const claimOf = (holder: string): Claim => ({
  ...deskClaim(holder),
  vm: { ...machine, id: `${machine.id}-${holder}`, name: `${machine.name}-${holder}` },
  plan: target.plan,
});

interface AskOptions {
  limit?: number;
  second?: number;
  waitSeconds?: number;
}

class SlotsEntity extends StoredEntity {
  constructor() {
    super(captureSlots);
  }

  ask(claim: Claim, { limit = 1, second = 0, ...more }: AskOptions = {}): unknown {
    const now = at(second);
    const request = { claim, now, limit, listed: sessionList([]), listedAt: now, ...more };
    return this.call('request', { watcher, request });
  }

  release(claim: Claim, cooldownSeconds = 0): unknown {
    const request = { claim, now: at(9), outcome: captured, cooldownSeconds };
    return this.call('release', { watcher, request });
  }

  get holders(): string[] {
    return allClaims(readSlotsState(this.state).state).map(({ claim }) => claim.holder);
  }
}

describe('the slots entity', () => {
  test('keeps who has a slot and who waits for one from call to call', () => {
    const entity = new SlotsEntity();
    assert.partialDeepStrictEqual(entity.ask(claimOf('a')), { state: 'granted' });
    assert.partialDeepStrictEqual(entity.ask(claimOf('b'), { waitSeconds: 60 }), {
      state: 'waiting',
    });
    assert.deepEqual(entity.holders, ['a', 'b']);
    assert.partialDeepStrictEqual(entity.ask(claimOf('c')), { state: 'full' });
    assert.deepEqual(entity.holders, ['a', 'b']);
  });

  test('gives a released slot to the next, and remembers the outcome once', () => {
    const entity = new SlotsEntity();
    entity.ask(claimOf('a'));
    entity.ask(claimOf('b'), { waitSeconds: 60 });
    assert.partialDeepStrictEqual(entity.release(claimOf('a')), { attached: [] });
    assert.deepEqual(entity.holders, ['b']);
    assert.partialDeepStrictEqual(entity.ask(claimOf('b'), { second: 20 }), {
      state: 'granted',
    });
    const { session } = claimOf('a');
    assert.deepEqual(entity.signals, [
      {
        to: String(outcomesOf(session)),
        operation: 'remember',
        input: { session, at: at(9), outcome: captured },
      },
    ]);
  });

  test('names the alerts that were attached to a capture in its outcome', () => {
    const entity = new SlotsEntity();
    entity.ask(claimOf('a'));
    const other = { ...claimOf('b'), vm: claimOf('a').vm };
    assert.partialDeepStrictEqual(entity.ask(other), { state: 'attached' });
    entity.release(claimOf('a'));
    const [signal] = entity.signals;
    assert.partialDeepStrictEqual(signal?.input, { outcome: { alsoFor: [{}] } });
  });

  test('keeps the slots of each watcher apart', () => {
    const entity = new SlotsEntity();
    entity.ask(claimOf('a'));
    const now = at(0);
    const listed = sessionList([]);
    const request = { claim: claimOf('b'), now, limit: 1, listed, listedAt: now };
    const other = { ...watcher, id: `${watcher.id}-2`, name: `${watcher.name}-2` };
    assert.partialDeepStrictEqual(entity.call('request', { watcher: other, request }), {
      state: 'granted',
    });
    assert.deepEqual(entity.holders, ['a', 'b']);
    assert.deepEqual(Object.keys(readSlotsState(entity.state).state.watchers), [
      watcher.id.toLowerCase(),
      other.id.toLowerCase(),
    ]);
  });

  test('forgets a watcher without claims and ended captures', () => {
    const entity = new SlotsEntity();
    assert.partialDeepStrictEqual(entity.ask(claimOf('a'), { limit: 0 }), { state: 'full' });
    assert.deepEqual(readSlotsState(entity.state).state.watchers, {});
  });

  test('restores a claim that its state has lost, and then is complete again', () => {
    const entity = new SlotsEntity();
    entity.state = 'not JSON';
    entity.call('restore', { watcher, request: claimOf('a') });
    assert.deepEqual(entity.holders, ['a']);
    assert.equal(readSlotsState(entity.state).state.isIncomplete, true);
    entity.call(restoredOperation);
    assert.deepEqual(entity.holders, ['a']);
    assert.notEqual(readSlotsState(entity.state).state.isIncomplete, true);
  });

  test('hands a claim over, until its capture has ended', () => {
    const entity = new SlotsEntity();
    const claim = claimOf('a');
    entity.ask(claim);
    const takeOver = (): unknown =>
      entity.call('takeOver', { watcher, request: { claim, to: 'f' } });
    assert.deepEqual(takeOver(), { wasHeld: true });
    assert.deepEqual(entity.holders, ['f']);
    entity.release({ ...claim, holder: 'f' });
    assert.equal(takeOver(), null);
    assert.deepEqual(entity.holders, []);
  });

  test('warns of entries that it cannot read', () => {
    const entity = new SlotsEntity();
    entity.ask(claimOf('a'));
    assert.deepEqual(entity.warnings, []);
    const { watchers } = entity.state as { watchers: Record<string, { held: unknown[] }> };
    watchers[watcher.id.toLowerCase()]?.held.push('x');
    entity.ask(claimOf('b'));
    assert.match(entity.warnings.join(), /^1 entries/);
    assert.deepEqual(entity.holders, ['a']);
  });

  test('refuses a wrong input and ignores an unknown operation, without a change', () => {
    const entity = new SlotsEntity();
    entity.ask(claimOf('a'));
    const before = entity.state;
    assert.throws(
      () => entity.call('request', { watcher, request: { claim: 1 } }),
      (error) => error instanceof StepError && error.code === 'InvalidInput',
    );
    assert.equal(entity.call('explode', {}), undefined);
    assert.equal(entity.state, before);
  });
});
