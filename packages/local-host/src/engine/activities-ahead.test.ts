import assert from 'node:assert/strict';
import { describe, test, type TestContext } from 'node:test';
import type { OrchestrationContext, Task } from 'durable-functions';
import { VirtualClock } from '../clock/virtual-clock.ts';
import type { Host } from '../host.ts';
import { Database } from '../store/database.ts';
import { isEnded } from '../model/instance.ts';
import { startFunctions } from '../test-support/start-host.ts';

/** Counts twice, on a host whose commits fail as `faults` says. Tells what happened, in its order. */
async function countTwice(t: TestContext, faults: boolean[] = []) {
  const told: string[] = [];
  let runs = 0;
  const functions = {
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
  };
  const clock = new VirtualClock({ skipIdleTime: true });
  const host = await startFunctions(t, functions, { clock });
  t.mock.method(Database.prototype, 'commit', function (this: Database) {
    const fails = faults.shift() === true;
    told.push(fails ? 'lost' : 'commit');
    if (fails) throw new Error('database or disk is full');
    this.prepare('COMMIT').run();
  });
  await host.engine.hub.start({ name: 'twice', id: 'one', input: null });
  return { counts: await output(host), told };
}

async function output({ engine }: Host): Promise<unknown> {
  for (;;) {
    await new Promise(setImmediate);
    await engine.store.settled().catch(() => undefined);
    const instance = engine.hub.get('one');
    if (isEnded(instance)) return JSON.parse(instance.output ?? 'null');
  }
}

describe('an activity that has run before begins ahead of the disk', () => {
  test('and what comes of it counts in the same transaction', async (t) => {
    const { counts, told } = await countTwice(t);
    assert.deepEqual(counts, [1, 2]);
    assert.deepEqual(told, ['commit', 'count', 'count', 'commit']);
  });

  test('or after that, where it takes longer than the transaction may', async (t) => {
    const times = Array.from({ length: 100 }, (_, n) => n * 2);
    t.mock.method(performance, 'now', () => times.shift());
    const { counts, told } = await countTwice(t);
    assert.deepEqual(counts, [1, 2]);
    assert.deepEqual(told, ['commit', 'count', 'count', 'commit', 'commit']);
  });

  test('what comes of it is dropped where that is lost', async (t) => {
    const { counts, told } = await countTwice(t, [false, true]);
    assert.deepEqual(counts, [1, 3]);
    assert.deepEqual(told.slice(0, 6), ['commit', 'count', 'count', 'lost', 'commit', 'count']);
  });

  test('and none begins ahead again before something could be written', async (t) => {
    const { counts, told } = await countTwice(t, [false, true, true, true]);
    assert.deepEqual(counts, [1, 3]);
    assert.equal(told.filter((each) => each === 'lost').length, 3);
    assert.equal(told.filter((each) => each === 'count').length, 3);
  });
});
