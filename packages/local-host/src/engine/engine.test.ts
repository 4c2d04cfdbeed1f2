import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import type { OrchestrationContext } from 'durable-functions';
import { raised } from '../model/entity-message.ts';
import { event, EventType } from '../model/history-event.ts';
import type { Instance } from '../model/instance.ts';
import { Store } from '../store/store.ts';
import { HandClock, settled } from '../test-support/hand-clock.ts';
import { startFixture } from '../test-support/start-host.ts';
import { ended } from '../test-support/wait-for.ts';
import { inlineApp } from '../testing/inline-app.ts';
import { Engine, TASK_HUB_FILE } from './engine.ts';
import { durableTaskSettings } from './settings.ts';
import { startInstance } from './start-instance.ts';

const start = '2026-01-01T00:00:00Z';
const now = Date.parse(start);

/** A state directory, and engines on it. The activity and the slow entity end when the test decides. */
function setUp(t: TestContext) {
  const stateDirectory = mkdtempSync(join(tmpdir(), 'engine-'));
  t.after(() => {
    rmSync(stateDirectory, { recursive: true });
  });
  const ends: (() => void)[] = [];
  const hold = () => new Promise<string>((resolve) => ends.push(() => resolve('done')));
  const errors: string[] = [];
  const notices: string[] = [];
  const app = inlineApp(
    {
      orchestrators: {
        *story({ df }: OrchestrationContext) {
          return (yield df.callActivity('work')) as unknown;
        },
        *timer({ df }: OrchestrationContext) {
          yield df.createTimer(new Date(now + 60_000));
        },
      },
      activities: {
        work: () => new Promise<string>((resolve) => ends.push(() => resolve('done'))),
      },
      entities: { counter: ({ df }) => df.setState(1), slow: () => hold() as unknown as undefined },
    },
    () => undefined,
  );
  const open = (clock = new HandClock(start)) =>
    new Engine({
      ...{ app, clock, stateDirectory, synchronous: 'NORMAL', settings: durableTaskSettings({}) },
      onError: (error, doing) => errors.push(`${doing}: ${(error as Error).message}`),
      onNotice: (message) => notices.push(message),
    });
  const inStore = <T>(read: (store: Store) => T): T => {
    const store = new Store(join(stateDirectory, TASK_HUB_FILE), { synchronous: 'NORMAL' });
    try {
      return read(store);
    } finally {
      store.close();
    }
  };
  return { ends, errors, notices, open, inStore };
}

const instance = (name: string): Instance => ({
  ...{ id: 'i', executionId: 'x', name, version: null, status: 'Pending', input: null },
  ...{ output: null, customStatus: null, parent: null, createdAt: now, updatedAt: now },
  notices: {},
});

async function begin(engine: Engine, name: string): Promise<void> {
  engine.start();
  const { store } = engine;
  const sent = await store.transaction(() => {
    const messages = startInstance(store, instance(name), now);
    for (const message of messages) store.messages.send(message);
    return messages;
  });
  engine.sent(sent);
}

/** Waits for what needs no time, for a number of rounds of the event loop. */
async function until(isDone: () => boolean): Promise<void> {
  for (let round = 0; round < 1000 && !isDone(); round += 1) await new Promise(setImmediate);
  assert.ok(isDone(), 'it does not become true');
}

const statusOf = (engine: Engine) => engine.store.instances.get('i')?.status;

test('work that was open when the engine was killed runs again after the next start', async (t) => {
  const { ends, errors, open } = setUp(t);
  const first = open();
  await begin(first, 'story');
  await until(() => ends.length === 1);
  assert.equal(first.idle, false);
  first.kill();
  const second = open();
  second.start();
  await until(() => ends.length === 2);
  ends[1]?.();
  await until(() => statusOf(second) === 'Completed');
  assert.equal(second.store.instances.get('i')?.output, '"done"');
  await settled();
  assert.equal(second.idle, true);
  await second.stop();
  assert.deepEqual(errors, []);
});

test('a result that comes while the engine stops is kept, and the activity does not run again', async (t) => {
  const { ends, errors, open, inStore } = setUp(t);
  const first = open();
  await begin(first, 'story');
  await until(() => ends.length === 1);
  const message = raised('@slow@a', null, 'op', JSON.stringify({ op: 'x', id: 's' }), now);
  await first.store.transaction(() => first.store.messages.send(message));
  first.sent([message]);
  await until(() => ends.length === 2);
  const stopped = first.stop();
  ends[0]?.();
  await settled();
  ends[1]?.();
  await stopped;
  assert.deepEqual(errors, []);
  inStore(({ activities, messages }) => {
    assert.deepEqual(activities.all(), []);
    assert.equal(messages.due('i', now)[0]?.event.EventType, EventType.TaskCompleted);
  });
  const second = open();
  second.start();
  await until(() => statusOf(second) === 'Completed');
  assert.equal(ends.length, 2);
  await second.stop();
});

test('a waiting transaction is refused when the engine is killed', async (t) => {
  const { open, inStore } = setUp(t);
  const engine = open();
  engine.start();
  const written = engine.store.transaction(() => engine.store.instances.put(instance('story')));
  engine.kill();
  await assert.rejects(written, { code: 'state-not-written' });
  assert.equal(
    inStore(({ instances }) => instances.get('i')),
    undefined,
  );
});

test('timers can be moved, and fire at their new time', async (t) => {
  const { open } = setUp(t);
  const clock = new HandClock(start);
  const engine = open(clock);
  await begin(engine, 'timer');
  await until(() => clock.alarms.includes(60));
  await engine.moveTimers(-30_000);
  assert.deepEqual(clock.alarms, [30]);
  await clock.goTo('2026-01-01T00:00:30Z');
  await until(() => statusOf(engine) === 'Completed');
  await engine.stop();
  assert.deepEqual(clock.alarms, []);
});

test('time continues from the newest event when the clock of the machine is behind', async (t) => {
  const { notices, open, inStore } = setUp(t);
  inStore((store) => {
    store.instances.put(instance('story'));
    store.histories.append('i', 0, [
      event({ EventType: EventType.OrchestratorStarted }, now + 90_400),
    ]);
  });
  const clock = new HandClock(start);
  const engine = open(clock);
  engine.start();
  assert.equal(clock.now(), now + 90_400);
  assert.deepEqual(notices, [
    'The clock of the machine is 90 seconds behind the newest event of the task hub. Time continues from that event.',
  ]);
  await engine.stop();
  open(clock).start();
  assert.equal(notices.length, 1, 'the clock is not behind any more');
});

test('a message wakes an entity or an instance, by its id', async (t) => {
  const { open } = setUp(t);
  const engine = open();
  engine.start();
  const { store } = engine;
  const request = JSON.stringify({ op: 'add', signal: true, id: 's' });
  const send = async (target: string) => {
    const message = raised(target, null, 'op', request, now);
    await store.transaction(() => store.messages.send(message));
    engine.sent([message]);
    await until(() => store.messages.due(target, now).length === 0);
  };
  await send('@counter@a');
  assert.equal(store.entities.get('@counter@a')?.state, '1');
  // An instance may have an id that looks like that of an entity.
  store.instances.put({ ...instance('story'), id: '@counter@b', status: 'Completed' });
  await send('@counter@b');
  assert.equal(store.entities.get('@counter@b'), undefined);
  await engine.stop();
});

describe('an instance with 10,000 events', () => {
  test('from clients completes', async (t) => {
    const host = await startFixture(t, 'growth');
    const count = 10_000;
    const id = await host.hub.start({ name: 'sumOfEvents', input: String(count) });
    await Promise.all(Array.from({ length: count }, () => host.hub.raiseEvent(id, 'add', '2')));
    assert.equal((await ended(host.hub, id)).output, String(2 * count));
    assert(host.engine.store.histories.read(id).length >= count);
  });

  test('from activities completes, and shares its commits', async (t) => {
    const host = await startFixture(t, 'growth');
    const count = 5_000;
    const id = await host.hub.start({ name: 'fanOut', input: String(count) });
    assert.equal((await ended(host.hub, id)).output, String(count));
    assert(host.engine.store.histories.read(id).length >= 2 * count);
    assert(host.engine.store.commits < count / 2, `${host.engine.store.commits} commits`);
  });
});
