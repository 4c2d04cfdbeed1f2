import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { countOthers, isListed, sessionHash, sessionList } from './session-list.ts';

const hashes = (names: string[]): Set<number> => new Set(names.map(sessionHash));

// Few of them, so that lists have names in common.
const name = fc.oneof(fc.constantFrom('a', 'B', 'cd', 'alert-capture-1-0'), fc.string());

test('a list knows its names, whatever their letter case, and counts the others', () => {
  fc.assert(
    fc.property(fc.array(name), fc.array(name), (listed, known) => {
      const list = sessionList(listed);
      const low = (each: string) => each.toLowerCase();
      const others = listed.map(low).filter((each) => !known.map(low).includes(each));
      assert.equal(countOthers(list, hashes(known)), others.length);
      for (const each of listed) assert(isListed(list, each.toUpperCase().toLowerCase()));
      for (const each of known) {
        assert.equal(isListed(list, each), listed.map(low).includes(low(each)));
      }
    }),
  );
});

test('a thousand names take less than six thousand characters, and are told apart', () => {
  const names = Array.from({ length: 1000 }, (_, index) => `alert-capture-4f1c9a-${index}-0`);
  const list = sessionList(names);
  assert(list.length < 6000);
  assert.equal(countOthers(list, hashes(names)), 0);
  assert.equal(countOthers(list, hashes(names.slice(1))), 1);
  assert.equal(countOthers(sessionList([]), hashes(names)), 0);
});
