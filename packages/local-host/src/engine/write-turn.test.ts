import assert from 'node:assert/strict';
import { test } from 'node:test';
import { raised, releaseMessage } from '../model/entity-message.ts';
import { event, EventType, type HistoryEvent, type TimerFired } from '../model/history-event.ts';
import type { Instance } from '../model/instance.ts';
import { TIMER_LIMITS } from '../replayer/durations.ts';
import { startMessage } from '../model/start-message.ts';
import { Store } from '../store/store.ts';
import type { TurnResult } from '../turn/turn.ts';
import { writeEnd, writeTurn } from './write-turn.ts';

const now = 1000;
const running: Instance = {
  ...{ id: 'i', executionId: 'x', name: 'n', version: null, status: 'Running', input: null },
  ...{ output: null, customStatus: null, parent: null, createdAt: 5, updatedAt: 5, notices: {} },
};
const turnStarted = (at: number): HistoryEvent =>
  event({ EventType: EventType.OrchestratorStarted }, at);
const turnEnded: HistoryEvent = event({ EventType: EventType.OrchestratorCompleted }, now);
const raisedEvent = raised('i', null, 'Go', null, now).event;
const past = { executionId: 'x', events: [turnStarted(1)] };
const timer = (TimerId: number, executionId: string) => ({
  ...{ target: 'i', executionId, dueAt: 9999 },
  event: event<TimerFired>({ EventType: EventType.TimerFired, TimerId, FireAt: '' }, 1),
});

/** A task hub with an instance that has had one turn, has two timers and holds a lock. */
function setUp(): Store {
  const store = new Store(':memory:', { synchronous: 'NORMAL' });
  store.instances.put(running);
  store.histories.append('i', 0, past.events);
  for (const each of [timer(1, 'x'), timer(2, 'x'), timer(2, 'y')]) store.messages.send(each);
  const lock = { holder: 'i', requestId: 'l' };
  store.entities.put({ id: '@e@k', state: null, lock, lastOperationAt: 1 });
  return store;
}

function write(store: Store, change: Partial<TurnResult>, executionId = 'x') {
  const history = [...past.events, turnStarted(now), raisedEvent];
  const result: TurnResult = {
    ...{ instance: running, events: [turnEnded], activities: [], messages: [], children: [] },
    ...{ cancelledTimers: [], continuedAsNew: false, ...change },
  };
  const settings = { suspended: false, storeInputs: false, defaultVersion: null };
  const limits = TIMER_LIMITS;
  const input = { instance: running, history, received: [raisedEvent], now, turnTime: now, limits };
  return writeTurn(store, {
    input: { ...input, ...settings },
    result,
    past: { ...past, executionId },
  });
}

const openTimers = (store: Store) =>
  store.messages
    .due('i', Infinity)
    .map((each) => `${each.executionId} ${(each.event as TimerFired).TimerId}`);

test('a turn adds its events; those that it received count as played', () => {
  const store = setUp();
  const written = write(store, {});
  const added = [turnStarted(now), { ...raisedEvent, IsPlayed: true }, turnEnded];
  assert.deepEqual(written, { sent: [], activities: [], added });
  assert.deepEqual(store.histories.events('i'), [...past.events, ...added]);
});

test('the turn of an instance that was replaced meanwhile writes nothing', () => {
  const store = setUp();
  const message = raised('other', null, 'Go', null, now);
  assert.equal(write(store, { messages: [message] }, 'before'), undefined);
  assert.deepEqual(store.histories.events('i'), past.events);
  assert.deepEqual(store.messages.due('other', now), []);
});

test('a turn sends messages, starts children and activities, and cancels timers', () => {
  const store = setUp();
  const message = raised('other', null, 'Go', null, now);
  const child: Instance = { ...running, id: 'c', executionId: 'cx' };
  const activity = {
    ...{ instanceId: 'i', executionId: 'x', eventId: 4, name: 'echo', input: null },
  };
  const instance: Instance = { ...running, customStatus: '"new"', updatedAt: now };
  const written = write(store, {
    ...{ instance, messages: [message], children: [child], activities: [activity] },
    cancelledTimers: [2],
  });
  const start = startMessage(child, now, null);
  assert.deepEqual(written?.sent, [message, start]);
  assert.deepEqual(written.activities, store.activities.all());
  assert.deepEqual(store.activities.all(), [{ ...activity, id: 1 }]);
  assert.deepEqual(store.messages.due('other', now)[0]?.event, message.event);
  assert.deepEqual(store.messages.due('c', now)[0]?.event, start.event);
  assert.deepEqual(openTimers(store), ['x 1', 'y 2']);
  assert.deepEqual(store.instances.get('i'), instance);
  assert.equal(store.entities.get('@e@k')?.lock?.holder, 'i');
});

test('an instance that continues as new starts with an empty history, without its old timers', () => {
  const store = setUp();
  const instance: Instance = { ...running, executionId: 'y', createdAt: 6, version: '2' };
  write(store, { instance, continuedAsNew: true, cancelledTimers: [1] });
  assert.deepEqual(store.histories.read('i'), []);
  assert.deepEqual(openTimers(store), ['y 2']);
  assert.deepEqual(store.instances.get('i'), instance);
});

test('an instance that ends releases its locks, and has no more messages', () => {
  const instance: Instance = { ...running, status: 'Completed', output: '1' };
  const message = raised('parent', null, 'Done', null, now);
  const release = releaseMessage('@e@k', 'i', 'l', now);
  const ended = { instance, messages: [message] };
  const end = (store: Store) =>
    writeEnd(
      store,
      {
        ...ended,
        events: [],
        activities: [],
        children: [],
        cancelledTimers: [],
        continuedAsNew: false,
      },
      now,
    );
  for (const [finish, events] of [
    [(store: Store) => write(store, ended), 4],
    // Of an instance whose history cannot be read.
    [end, 1],
  ] as const) {
    const store = setUp();
    assert.deepEqual(finish(store)?.sent, [message, release]);
    assert.deepEqual(store.messages.due('@e@k', now)[0]?.event, release.event);
    assert.deepEqual(store.messages.due('parent', now)[0]?.event, message.event);
    assert.deepEqual(openTimers(store), []);
    assert.deepEqual(store.instances.get('i'), instance);
    assert.equal(store.histories.read('i').length, events);
  }
});
