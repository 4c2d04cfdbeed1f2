import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { at, captured, sessionOf } from '../test-support/slot-desk.ts';
import type { OutcomesState } from './outcomes.ts';
import { readOutcomes, recallOutcome, rememberOutcome, shardOf } from './outcomes.ts';

/** Remembers the outcomes of captures that end at these seconds. */
const remember = (ends: readonly number[], state = readOutcomes(undefined)): OutcomesState =>
  ends.reduce(
    (before, second) =>
      rememberOutcome(before, {
        ...{ session: sessionOf(String(second)), at: at(second) },
        outcome: { ...captured, endedAt: at(second) },
      }),
    state,
  );

const isKept = (state: OutcomesState, second: number): boolean =>
  recallOutcome(state, sessionOf(String(second))) !== undefined;

describe('the outcome of a capture', () => {
  test('is kept', () => {
    assert.equal(recallOutcome(remember([1, 2]), sessionOf('2'))?.endedAt, at(2));
    assert.equal(isKept(remember([1, 2]), 3), false);
  });

  test('is the first one, when it is remembered twice', () => {
    const once = remember([1]);
    const session = sessionOf('1');
    const twice = rememberOutcome(once, { session, at: at(9), outcome: captured });
    assert.equal(recallOutcome(twice, session)?.endedAt, at(1));
  });

  test('is forgotten after a day', () => {
    assert.equal(isKept(remember([0, 24 * 3600 - 1]), 0), true);
    assert.equal(isKept(remember([0, 24 * 3600 + 1]), 0), false);
  });

  test('is kept in any number for a quarter of an hour, then only with the newest 50', () => {
    const many = Array.from({ length: 60 }, (_, second) => second);
    const storm = remember(many);
    assert.equal(storm.kept.length, 60);
    const later = remember([3600], storm);
    assert.equal(later.kept.length, 50);
    assert.equal(isKept(later, 59), true);
  });

  test('that cannot be read is left out, and the others are kept', () => {
    const { kept } = remember([1]);
    assert.equal(
      readOutcomes({ version: 9, kept: [...kept, { session: 1 }, null] }).kept.length,
      1,
    );
    for (const damaged of ['not JSON', null, [], { kept: 'x' }]) {
      assert.deepEqual(readOutcomes(damaged).kept, []);
    }
  });
});

test('sessions are spread over the entities that keep outcomes', () => {
  const shards = new Set(Array.from({ length: 2000 }, (_, n) => shardOf(sessionOf(String(n)))));
  assert.equal(shards.size, 256);
  assert([...shards].every((shard) => /^[0-9a-f]{2}$/.test(shard)));
});
