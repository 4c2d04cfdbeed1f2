import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, test, type TestContext } from 'node:test';
import type { OrchestrationContext, Task } from 'durable-functions';
import { VirtualClock } from '../clock/virtual-clock.ts';
import { assembleHost, type Host } from '../host.ts';
import { Database } from '../store/database.ts';
import { isEnded } from '../store/instances.ts';
import { inlineApp, NO_HOST_JSON } from '../testing/inline-app.ts';

describe('an activity that has run before begins ahead of the disk', () => {
  let host: Host;
  let stateDirectory: string;
  /** What happened, in its order. */
  let told: string[];

  beforeEach(async () => {
    stateDirectory = await mkdtemp(join(tmpdir(), 'activities-ahead-'));
    told = [];
    let runs = 0;
    const app = inlineApp(
      {
        orchestrators: {
          *twice({ df }: OrchestrationContext): Generator<Task, unknown, unknown> {
            return [yield df.callActivity('count'), yield df.callActivity('count')];
          },
        },
        activities: {
          count: () => {
            told.push('count');
            return ++runs;
          },
        },
      },
      () => undefined,
    );
    host = await assembleHost({
      ...{ app, hostJson: NO_HOST_JSON, stateDirectory, synchronous: 'OFF' },
      clock: new VirtualClock({ skipIdleTime: true }),
    });
    await host.start();
  });
  afterEach(async () => {
    await host.stop();
    await rm(stateDirectory, { recursive: true });
  });

  /** Lets commits fail as `faults` says, and tells of each. */
  function watchCommits(t: TestContext, faults: boolean[] = []): void {
    t.mock.method(Database.prototype, 'commit', function (this: Database) {
      const fails = faults.shift() === true;
      told.push(fails ? 'lost' : 'commit');
      if (fails) throw new Error('database or disk is full');
      this.prepare('COMMIT').run();
    });
  }

  async function result(): Promise<unknown> {
    for (;;) {
      await new Promise(setImmediate);
      await host.engine.store.settled().catch(() => undefined);
      const instance = host.engine.hub.get('one');
      if (isEnded(instance)) return JSON.parse(instance.output ?? 'null');
    }
  }

  test('and what comes of it counts in the same transaction', async (t) => {
    watchCommits(t);
    await host.engine.hub.start({ name: 'twice', id: 'one', input: null });
    assert.deepEqual(await result(), [1, 2]);
    assert.deepEqual(told, ['commit', 'count', 'count', 'commit']);
  });

  test('or after that, where it takes longer than the transaction may', async (t) => {
    watchCommits(t);
    const times = Array.from({ length: 100 }, (_, n) => n * 2);
    t.mock.method(performance, 'now', () => times.shift());
    await host.engine.hub.start({ name: 'twice', id: 'one', input: null });
    assert.deepEqual(await result(), [1, 2]);
    assert.deepEqual(told, ['commit', 'count', 'count', 'commit', 'commit']);
  });

  test('what comes of it is dropped where that is lost', async (t) => {
    watchCommits(t, [false, true]);
    await host.engine.hub.start({ name: 'twice', id: 'one', input: null });
    assert.deepEqual(await result(), [1, 3]);
    assert.deepEqual(told.slice(0, 6), ['commit', 'count', 'count', 'lost', 'commit', 'count']);
  });

  test('and none begins ahead again before something could be written', async (t) => {
    watchCommits(t, [false, true, true, true]);
    await host.engine.hub.start({ name: 'twice', id: 'one', input: null });
    assert.deepEqual(await result(), [1, 3]);
    assert.equal(told.filter((each) => each === 'lost').length, 3);
    assert.equal(told.filter((each) => each === 'count').length, 3);
  });
});
