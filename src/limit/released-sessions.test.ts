import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { sessionHash } from '../captures/session-list.ts';
import {
  addReleased,
  forgetReleased,
  noneReleased,
  releasedSince,
  type ReleasedSessions,
} from './released-sessions.ts';

const at = (second: number): string =>
  new Date(Date.UTC(2026, 0, 1) + second * 1000 + 1).toISOString();

const all = (released: ReleasedSessions): number[] => releasedSince(released, at(-1e6));

test('sessions are found by the time at which they were given back, and forgotten by it', () => {
  const time = fc.integer({ min: 0, max: 20 });
  fc.assert(
    fc.property(
      fc.array(fc.record({ name: fc.string(), second: time })),
      time,
      (sessions, second) => {
        const released = sessions.reduce(
          (before, one) => addReleased(before, one.name, at(one.second)),
          noneReleased,
        );
        assert.deepEqual(
          all(released),
          sessions.map(({ name }) => sessionHash(name)),
        );
        const since = sessions.filter((one) => one.second >= second);
        assert.deepEqual(
          releasedSince(released, at(second)),
          since.map(({ name }) => sessionHash(name)),
        );
        const kept = all(forgetReleased(released, at(second)));
        for (const { name } of since) assert(kept.includes(sessionHash(name)));
      },
    ),
  );
});

test('those of the past are forgotten as time goes on', () => {
  let released = noneReleased;
  for (let second = 0; second < 100; second++) {
    released = addReleased(forgetReleased(released, at(second - 10)), `s-${second}`, at(second));
    assert(all(released).length <= 11);
  }
  assert.equal(forgetReleased(released, at(200)), noneReleased);
});

test('a thousand take less than 22,000 characters', () => {
  let released = noneReleased;
  for (let second = 0; second < 1000; second++) {
    released = addReleased(released, `alert-capture-4f1c9a-${second}-0`, at(second));
  }
  assert(released.length < 22_000);
});
