import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { stateVersion } from '../captures/state-version.ts';
import { machine, target, watcher } from '../test-support/run-capture.ts';
import { at, captured, claimOf as deskClaim, Desk } from '../test-support/slot-desk.ts';
import type { Claim } from './claim.ts';
import type { SlotsState } from './slots-state.ts';
import { allClaims, readSlotsState, storedForm } from './slots-state.ts';

const key = watcher.id.toLowerCase();

const claimOf = (holder: string): Claim => ({
  ...deskClaim(holder),
  vm: { ...machine, id: `${machine.id}-${holder}`, name: `${machine.name}-${holder}` },
  plan: target.plan,
});

/** Slots with two claims, one of them in the queue, and an ended capture with a cooldown. */
function busySlots(): SlotsState {
  const desk = new Desk();
  desk.limit = 1;
  desk.ask(claimOf('a'));
  desk.release(claimOf('a'), captured, 60);
  desk.second = 1;
  desk.ask(claimOf('b'));
  desk.ask({ ...claimOf('c'), vm: claimOf('b').vm });
  desk.wait(claimOf('d'));
  return { version: stateVersion, watchers: { [key]: { watcher, ...desk.slots } } };
}

const throughJson = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

describe('the state of the slots', () => {
  test('is read as it was stored', () => {
    const { state, unreadable } = readSlotsState(throughJson(storedForm(busySlots())));
    assert.deepEqual([state, unreadable], [throughJson(busySlots()), 0]);
  });

  test('contains each plan once', () => {
    const text = JSON.stringify(storedForm(busySlots()));
    assert.equal(text.split('bytesPerPacket').length - 1, 1);
  });

  test('of a thousand running and a thousand ended captures stays below 800 KB', () => {
    const desk = new Desk();
    desk.ask(claimOf('old-999'));
    desk.release(claimOf('old-999'));
    desk.ask(claimOf('new-999'));
    const { held, waiting, ended } = desk.slots;
    const thousand = <T>(one: T[]): T[] => Array.from({ length: 1000 }, () => one).flat();
    const slots = { watcher, held: thousand(held), waiting, ended: thousand(ended) };
    assert.deepEqual([slots.held.length, slots.ended.length], [1000, 1000]);
    const stored = storedForm({ version: stateVersion, watchers: { [key]: slots } });
    const bytes = JSON.stringify(stored).length;
    assert(bytes < 800_000, `${bytes} bytes`);
  });

  test('gives each claim with its whole machine and its plan', () => {
    const { state } = readSlotsState(throughJson(storedForm(busySlots())));
    assert.deepEqual(
      allClaims(state).map(({ claim }) => claim),
      [claimOf('b'), claimOf('d')],
    );
  });
});

describe('a state of an earlier version', () => {
  const old = { ...claimOf('a'), attached: [], until: at(60) };
  const ended = {
    ...{ session: 'alert-capture-e', vm: old.vm, at: at(0), sessionLeft: 'deleting' },
    ...{ outcome: captured, cooldownUntil: at(600) },
  };

  for (const [name, stored] of [
    [
      '2',
      { version: 2, watchers: { [key]: { watcher, held: [old], waiting: [old], ended: [ended] } } },
    ],
    [
      '1',
      {
        [key]: {
          watcher,
          plans: [old.plan],
          held: [{ ...old, plan: 0 }],
          waiting: [{ ...old, session: { watcher, name: old.session } }],
          ended: [ended],
        },
      },
    ],
  ] as const) {
    test(`${name} is read, without the cooldowns of ended captures`, () => {
      const { state, unreadable } = readSlotsState(throughJson(stored));
      assert.equal(unreadable, 0);
      assert.deepEqual(
        allClaims(state).map(({ claim }) => claim),
        [claimOf('a'), claimOf('a')],
      );
      assert.deepEqual(state.watchers[key]?.ended, [
        { session: 'alert-capture-e', at: at(0), sessionLeft: 'deleting' },
      ]);
    });
  }

  test('keeps the entries that can be read, and is incomplete if there are others', () => {
    const damaged = { ...old, plan: 7 };
    const stored = {
      version: 3,
      watchers: { [key]: { watcher, held: [old, damaged, 'x'] }, b: 1 },
    };
    const { state, unreadable } = readSlotsState(throughJson(stored));
    assert.deepEqual([unreadable, state.isIncomplete, allClaims(state).length], [3, true, 1]);
  });

  const damages: object[] = [
    ...['holder', 'session', 'arrivedAt', 'vm', 'plan', 'alert', 'attached'].map((field) => ({
      [field]: 7,
    })),
    ...[{ vm: {} }, { plan: {} }, { alert: {} }],
  ];
  for (const damage of damages) {
    test(`leaves out a claim with ${JSON.stringify(damage)}`, () => {
      const slots = { watcher, held: [{ ...old, ...damage }] };
      const { state, unreadable } = readSlotsState({ version: 3, watchers: { [key]: slots } });
      assert.deepEqual([unreadable, allClaims(state)], [1, []]);
    });
  }

  test('leaves out an ended capture without its session or its time', () => {
    const slots = {
      watcher,
      ended: [
        { ...ended, session: 7 },
        { ...ended, at: 7 },
      ],
    };
    const { state, unreadable } = readSlotsState({ version: 3, watchers: { [key]: slots } });
    assert.deepEqual([unreadable, state.watchers[key]?.ended], [2, []]);
  });

  test('leaves out the slots of an unreadable watcher', () => {
    for (const field of ['id', 'subscriptionId', 'resourceGroup', 'name']) {
      const slots = { watcher: { ...watcher, [field]: 7 }, held: [old] };
      const { state, unreadable } = readSlotsState({ version: 3, watchers: { [key]: slots } });
      assert.deepEqual([unreadable, state.watchers], [1, {}]);
    }
  });

  for (const stored of ['not JSON', 7, [], { version: 9 }]) {
    test(`that is ${JSON.stringify(stored)} does not stop a new alert`, () => {
      const { state } = readSlotsState(stored);
      assert.deepEqual([state.watchers, state.isIncomplete], [{}, true]);
    });
  }
});
