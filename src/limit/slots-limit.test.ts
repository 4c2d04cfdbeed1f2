import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { SessionList } from '../captures/session-list.ts';
import { sessionList } from '../captures/session-list.ts';
import { at, claimOf, Desk, sessionOf } from '../test-support/slot-desk.ts';

test('sessions never exceed the limit, in any order of events and with lists of any age', () => {
  const event = fc.record({
    kind: fc.constantFrom('list', 'ask', 'create', 'end', 'time'),
    who: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j'),
  });
  fc.assert(
    fc.property(fc.array(event, { maxLength: 120 }), (events) => {
      const desk = new Desk();
      const lists = new Map<string, { listed: SessionList; listedAt: string }>();
      const granted = new Set<string>();
      const created = new Set<string>();
      const ended = new Set<string>();
      for (const { kind, who } of events) {
        // Time always advances between two steps of one instance.
        desk.second += kind === 'time' ? 60 : 1;
        const name = sessionOf(who);
        if (ended.has(who)) continue;
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
          desk.release(claimOf(who));
          ended.add(who);
        }
      }
    }),
  );
});
