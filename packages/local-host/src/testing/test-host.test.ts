import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { EntityId, type OrchestrationContext, type Task } from 'durable-functions';
import { EventType } from '../model/history-event.ts';
import { createTestHost, VirtualClock, type TestError } from './index.ts';

type Story = Generator<Task, unknown, unknown>;

const later = (context: OrchestrationContext, milliseconds: number) =>
  new Date(context.df.currentUtcDateTime.getTime() + milliseconds);

const DAY = 24 * 60 * 60 * 1000;

function* twice(context: OrchestrationContext): Story {
  const first = yield context.df.callActivity('work', 1);
  const second = yield context.df.callActivity('work', 2);
  return [first, second];
}

function* approval(context: OrchestrationContext): Story {
  context.df.setCustomStatus({ stage: 'asking' });
  yield context.df.callActivity('ask', context.df.getInput());
  context.df.setCustomStatus({ stage: 'waiting' });
  const answer = context.df.waitForExternalEvent('Answer');
  const timeout = context.df.createTimer(later(context, 3 * DAY));
  const first = yield context.df.Task.any([answer, timeout]);
  if (first === timeout) return 'no one answered';
  timeout.cancel();
  return answer.result;
}

const approvalHost = () =>
  createTestHost({ orchestrators: { approval }, activities: { ask: () => 'asked' } });

describe('time in a test host', () => {
  test('runs seven days of hourly polls in virtual time, with its times in the history', async () => {
    function* poll(context: OrchestrationContext): Story {
      for (let hour = 0; hour < 7 * 24; hour++) {
        yield context.df.createTimer(later(context, DAY / 24));
        yield context.df.callActivity('look', hour);
      }
      return context.df.currentUtcDateTime.toISOString();
    }
    await using host = await createTestHost({
      orchestrators: { poll },
      activities: { look: () => 'running' },
      clock: { start: '2026-03-01T00:00:00Z' },
    });
    const instance = await host.start('poll');
    assert.equal(await instance.result(), '2026-03-08T00:00:00.000Z');
    const times = instance.history().map(({ Timestamp }) => Timestamp);
    assert.equal(times[0], '2026-03-01T00:00:00.000Z');
    assert.equal(times.at(-1), '2026-03-08T00:00:00.000Z');
    assert.equal(host.activity('look').calls.length, 168);
    assert.equal(host.activity('look').calls[9]?.startedAt, '2026-03-01T10:00:00.000Z');
  });

  test('is advanced by hand', async () => {
    await using host = await approvalHost();
    const instance = await host.start('approval');
    await host.clock.advance('2d');
    assert.equal(instance.status, 'Running');
    assert.deepEqual(instance.customStatus, { stage: 'waiting' });
    await host.advance('23h');
    assert.equal(instance.status, 'Running');
    await host.advance('1h');
    assert.equal(instance.view().output, 'no one answered');
  });

  test('two hosts in one process have clocks of their own', async () => {
    await using one = await approvalHost();
    await using other = await approvalHost();
    const [first, second] = [await one.start('approval'), await other.start('approval')];
    await other.idle();
    await one.advance('10d');
    assert.equal(first.status, 'Completed');
    assert.equal(second.status, 'Running');
    assert.equal(one.clock.now() - other.clock.now(), 10 * DAY);
  });

  test('two hosts may share a clock', async () => {
    const clock = new VirtualClock();
    const orchestrators = { approval };
    const activities = { ask: () => 'asked' };
    await using one = await createTestHost({ clock, orchestrators, activities });
    await using other = await createTestHost({ clock, orchestrators, activities });
    const [first, second] = [await one.start('approval'), await other.start('approval')];
    await one.advance('3d');
    assert.equal(first.status, 'Completed');
    assert.equal(second.status, 'Completed');
  });

  test('activities take their stated time', async () => {
    function* race(context: OrchestrationContext): Story {
      const slow = context.df.callActivity('slow');
      const quick = context.df.callActivity('quick');
      const first = yield context.df.Task.any([slow, quick]);
      yield slow;
      return [first === quick ? 'quick' : 'slow', context.df.currentUtcDateTime.toISOString()];
    }
    await using host = await createTestHost({
      orchestrators: { race },
      activities: { slow: () => 1, quick: () => 2 },
      clock: { start: '2026-01-01T00:00:00Z' },
    });
    host.activity('slow').takes('5m');
    host.activity('quick').fake(() => 3, { takes: '30s' });
    const instance = await host.start('race');
    assert.deepEqual(await instance.result(), ['quick', '2026-01-01T00:05:00.000Z']);
    const completed = instance.history().filter((e) => e.EventType === EventType.TaskCompleted);
    assert.deepEqual(
      completed.map((each) => each.Timestamp),
      ['2026-01-01T00:00:30.000Z', '2026-01-01T00:05:00.000Z'],
    );
  });
});

describe('stages of an instance', () => {
  test('are held for the test, even a short one', async () => {
    await using host = await approvalHost();
    const instance = await host.start<string, { stage: string }>('approval', {
      question: 'May I?',
    });
    await instance.runUntil(({ customStatus }) => customStatus?.stage === 'asking');
    assert.equal(host.activity('ask').calls.length, 0);

    await instance.runUntil(({ customStatus }) => customStatus?.stage === 'waiting');
    assert.deepEqual(host.activity('ask').calls[0]?.input, { question: 'May I?' });

    await instance.raise('Answer', 'yes');
    assert.equal(await instance.result(), 'yes');
  });

  test('can be ended by hand', async () => {
    await using host = await approvalHost();
    const instance = await host.start('approval');
    await instance.terminate('enough');
    const { status, output } = await instance.end();
    assert.deepEqual([status, output], ['Terminated', 'enough']);
    await assert.rejects(instance.result(), { code: 'orchestration-failed' });
  });

  test('that cannot occur are reported at once, with what the instance waits for', async () => {
    function* stuck(context: OrchestrationContext): Story {
      context.df.setCustomStatus('listening');
      yield context.df.waitForExternalEvent('Once');
      return yield context.df.waitForExternalEvent('Never');
    }
    await using host = await createTestHost({ orchestrators: { stuck } });
    const instance = await host.start('stuck', null, 'stuck-1');
    await instance.raise('Once');
    await assert.rejects(instance.end(), (error: TestError) => {
      assert.equal(error.code, 'nothing-to-run');
      assert.match(
        error.message,
        /stuck-1 did not end: it is Running, "listening", and waits for external event "Never"/,
      );
      return true;
    });
  });

  test('that would take forever end in an error', async () => {
    function* eternal(context: OrchestrationContext): Story {
      yield context.df.createTimer(later(context, 1));
      context.df.continueAsNew(null);
      return null;
    }
    await using host = await createTestHost({ orchestrators: { eternal }, mostJumps: 100 });
    await assert.rejects((await host.start('eternal')).end(), { code: 'too-long' });
  });
});

describe('activities under control', () => {
  const activities = { work: (input: number) => input * 10 };
  const host = () => createTestHost({ orchestrators: { twice }, activities });

  test('record their calls', async () => {
    await using running = await host();
    await (await running.start('twice', null, 'calls')).result();
    const time = '2026-01-01T00:00:00.000Z';
    const base = { instanceId: 'calls', startedAt: time, endedAt: time };
    assert.deepEqual(running.activity('work').calls, [
      { ...base, input: 1, result: 10 },
      { ...base, input: 2, result: 20 },
    ]);
  });

  test('are replaced by fakes', async () => {
    await using running = await host();
    running.activity<number, string>('work').fake((input) => `faked ${input}`);
    assert.deepEqual(await (await running.start('twice')).result(), ['faked 1', 'faked 2']);
  });

  test('fail on the call that is named', async () => {
    await using running = await host();
    running.activity('work').onCall(2, { fail: 'disk full' });
    const { status, output } = await (await running.start('twice')).end();
    assert.equal(status, 'Failed');
    assert.match(String(output), /Activity function 'work' failed: {2}disk full/);
    assert.equal(running.activity('work').calls[1]?.error, 'disk full');
  });

  test('are delayed on the call that is named', async () => {
    await using running = await host();
    running.activity('work').onCall(1, { takes: '2h' });
    await (await running.start('twice')).result();
    const { calls } = running.activity('work');
    assert.equal(calls[0]?.endedAt, '2026-01-01T02:00:00.000Z');
    assert.equal(calls[1]?.startedAt, '2026-01-01T02:00:00.000Z');
  });

  test('deliver a result twice, which counts once', async () => {
    await using running = await host();
    running.activity('work').onCall(1, { deliverTwice: true }).onCall(2, { takes: '1m' });
    const instance = await running.start('twice');
    assert.deepEqual(await instance.result(), [10, 20]);
    const completed = instance.history().filter((e) => e.EventType === EventType.TaskCompleted);
    assert.deepEqual(
      completed.map((each) => each.TaskScheduledId),
      [0, 0, 1],
    );
  });

  test('refuse impossible settings', async () => {
    await using running = await host();
    await (await running.start('twice')).result();
    assert.throws(() => running.activity('work').onCall(2, { fail: 'x' }), /2 have been made/);
    assert.throws(() => running.activity('wrok'), /no activity "wrok". The app has: work/);
    await assert.rejects(running.start('nope'), { code: 'unknown-function' });
  });
});

describe('crashes', () => {
  for (const commit of ['before', 'after'] as const) {
    for (const turn of [1, 2, 3]) {
      test(`${commit} the commit of turn ${turn} change nothing`, async () => {
        await using host = await createTestHost({
          orchestrators: { twice },
          activities: { work: (input: number) => input * 10 },
        });
        host.crashAt({ turn, commit });
        const instance = await host.start('twice');
        assert.deepEqual(await instance.result(), [10, 20]);
        assert.equal(host.crashes, 1);
        const calls = host.activity('work').calls.map(({ input }) => input);
        const repeats = commit === 'before' && turn > 1;
        assert.equal(calls.length, repeats ? 3 : 2);
      });
    }
  }

  test('at any time lose nothing, including sleeping activities and timers', async () => {
    await using host = await approvalHost();
    host.activity('ask').takes('10m');
    const instance = await host.start('approval');
    await host.advance('5m');
    await host.crash();
    await host.advance('10m');
    assert.deepEqual(instance.customStatus, { stage: 'waiting' });
    assert.equal(host.activity('ask').calls.length, 2);
    await host.restart();
    await host.advance('3d');
    assert.equal(instance.view().output, 'no one answered');
  });
});

describe('entities', () => {
  test('keep their state over a restart', async () => {
    interface Counter {
      df: {
        getState(initial: () => number): number;
        setState(state: number): void;
        getInput(): number;
      };
    }
    function* count(context: OrchestrationContext): Story {
      yield context.df.callEntity(new EntityId('counter', 'a'), 'add', 2);
      return 'counted';
    }
    await using host = await createTestHost({
      orchestrators: { count },
      entities: {
        counter: (context) => {
          const { df } = context as unknown as Counter;
          df.setState(df.getState(() => 0) + df.getInput());
        },
      },
    });
    await (await host.start('count')).result();
    await host.restart();
    await (await host.start('count')).result();
    assert.equal(host.entityState('counter', 'a'), 4);
  });

  test('that are deleted have no state, also for the next operation', async () => {
    function* use(context: OrchestrationContext): Story {
      const counter = new EntityId('counter', 'a');
      yield context.df.callEntity(counter, 'set', 7);
      const before: unknown = yield context.df.callEntity(counter, 'get');
      yield context.df.callEntity(counter, 'delete');
      return [before, yield context.df.callEntity(counter, 'get')];
    }
    await using host = await createTestHost({
      orchestrators: { use },
      entities: {
        counter: ({ df }) => {
          if (df.operationName === 'set') df.setState(df.getInput());
          if (df.operationName === 'get') df.return(df.getState(() => 'none'));
          if (df.operationName === 'delete') df.destructOnExit();
        },
      },
    });
    assert.deepEqual(await (await host.start('use')).result(), [7, 'none']);
    assert.equal(host.entityState('counter', 'a'), undefined);
  });

  test('get a signal of another entity, in any case of the name', async () => {
    function* send(context: OrchestrationContext): Story {
      yield context.df.callEntity(new EntityId('relay', 'a'), 'pass');
      return 'sent';
    }
    await using host = await createTestHost({
      orchestrators: { send },
      entities: {
        relay: ({ df }) => df.signalEntity(new EntityId('inBox', 'a'), 'put', 5),
        inBox: ({ df }) => df.setState(df.getInput()),
      },
    });
    await (await host.start('send')).result();
    assert.equal(host.entityState('inBox', 'a'), 5);
  });
});

describe('always-replay', () => {
  test('fails a non-deterministic orchestrator and says where', async () => {
    let calls = 0;
    function* impure(context: OrchestrationContext): Story {
      calls++;
      return yield context.df.callActivity('work', calls);
    }
    const app = { orchestrators: { impure }, activities: { work: () => 1 } };
    await using host = await createTestHost(app);
    const { status, output } = await (await host.start('impure')).end();
    assert.equal(status, 'Failed');
    assert.match(
      String(output),
      /Non-Deterministic workflow detected: .*'impure'.*"input":1.*"input":2/s,
    );

    await using lenient = await createTestHost({ ...app, alwaysReplay: false });
    assert.equal((await (await lenient.start('impure')).end()).status, 'Completed');
  });
});

test('function names ignore case, and a status has the name as it was asked for', async () => {
  function* Hello({ df }: OrchestrationContext): Story {
    const said = yield df.callActivity('sayHello', 'x');
    return [said, yield df.callSubOrchestrator('GREET')];
  }
  function* greet({ df }: OrchestrationContext): Story {
    return yield df.callActivity('SAYHELLO', 'y');
  }
  const activities = { SayHello: (name: string) => `hi ${name}` };
  await using host = await createTestHost({ orchestrators: { Hello, greet }, activities });
  const instance = await host.start('hello');
  assert.deepEqual(await instance.result(), ['hi x', 'hi y']);
  assert.equal(instance.view().name, 'hello');
});
