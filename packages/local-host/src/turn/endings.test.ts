import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { OrchestrationContext, Task } from 'durable-functions';
import { EntityId, RetryOptions } from 'durable-functions';
import type { LogEntry } from '../model/function-app.ts';
import { EventType } from '../model/history-event.ts';
import { createTestHost } from '../testing/index.ts';

type Story = Generator<Task, unknown, unknown>;

const later = ({ df }: OrchestrationContext, seconds: number) =>
  new Date(df.currentUtcDateTime.getTime() + seconds * 1000);

/** Waits for the quick one of two, and leaves the other open. */
function* race(context: OrchestrationContext, open: Task): Story {
  return yield context.df.Task.any([open, context.df.callActivity('quick')]);
}

const stories = {
  *timer(context: OrchestrationContext): Story {
    yield* race(context, context.df.createTimer(later(context, 20)));
    context.df.setCustomStatus('after');
    return 'end';
  },
  *activity(context: OrchestrationContext): Story {
    yield* race(context, context.df.callActivity('slow'));
    return 'end';
  },
  *retries(context: OrchestrationContext): Story {
    yield* race(
      context,
      context.df.callActivityWithRetry('fails', new RetryOptions(10_000, 3), null),
    );
    return 'end';
  },
  *child(context: OrchestrationContext): Story {
    yield* race(context, context.df.callSubOrchestrator('failsLate', null));
    return 'end';
  },
  *failsLate(context: OrchestrationContext): Story {
    yield context.df.createTimer(later(context, 20));
    throw new Error('late');
  },
  *throws(context: OrchestrationContext): Story {
    yield* race(context, context.df.createTimer(later(context, 20)));
    throw new Error('thrown');
  },
  *again(context: OrchestrationContext): Story {
    if (context.df.getInput() === 1) return 'end';
    yield* race(context, context.df.createTimer(later(context, 20)));
    context.df.continueAsNew(1);
    return undefined;
  },
  *event(context: OrchestrationContext): Story {
    yield* race(context, context.df.waitForExternalEvent('never'));
    return 'end';
  },
  *cancelled(context: OrchestrationContext): Story {
    const timer = context.df.createTimer(later(context, 20));
    yield* race(context, timer);
    timer.cancel();
    return 'end';
  },
  *entityCall(context: OrchestrationContext): Story {
    yield* race(context, context.df.callEntity(new EntityId('slowEntity', 'k'), 'op'));
    return 'end';
  },
};

async function hostOf(onLog?: (entry: LogEntry) => void) {
  const host = await createTestHost({
    orchestrators: stories,
    activities: {
      quick: () => 1,
      slow: () => 2,
      fails: () => {
        throw new Error('no');
      },
    },
    entities: {
      // eslint-disable-next-line @typescript-eslint/no-misused-promises -- the SDK awaits it
      slowEntity: () => released.promise,
    },
    clock: { start: '2026-01-01T00:00:00Z' },
    ...(onLog && { onLog }),
  });
  host.activity('slow').takes('20s');
  return host;
}

/** Ends the operation of the entity. */
const released = Promise.withResolvers<undefined>();

const secondsOf = (time: string) => (Date.parse(time) - Date.parse('2026-01-01T00:00:00Z')) / 1000;

describe('an instance whose orchestrator has ended', () => {
  const held: [open: keyof typeof stories, status: string, output: unknown, seconds: number][] = [
    ['timer', 'Completed', 'end', 20],
    ['activity', 'Completed', 'end', 20],
    ['retries', 'Completed', 'end', 20],
    ['child', 'Completed', 'end', 20],
    ['throws', 'Failed', "Orchestrator function 'throws' failed: thrown", 20],
    ['again', 'Completed', 'end', 20],
  ];
  for (const [open, status, output, seconds] of held) {
    test(`stays Running until its open work is over: ${open}`, async () => {
      await using host = await hostOf();
      const instance = await host.start(open);
      await host.idle();
      assert.deepEqual([instance.status, instance.view().output], ['Running', null]);
      const end = await instance.end();
      assert.deepEqual([end.status, end.output], [status, output]);
      assert.equal(secondsOf(end.updatedAt), seconds);
    });
  }

  for (const open of ['event', 'cancelled', 'entityCall'] as const) {
    test(`ends at once, whatever else is open: ${open}`, async () => {
      await using host = await hostOf();
      const instance = await host.start(open);
      await host.idle();
      released.resolve(undefined);
      assert.deepEqual([instance.status, instance.view().notices], ['Completed', []]);
    });
  }

  test('takes events and shows its last status meanwhile', async () => {
    await using host = await hostOf();
    const instance = await host.start('timer');
    await host.idle();
    assert.equal(instance.customStatus, 'after');
    await instance.raise('late', 1);
    await instance.end();
    const types = instance.history().map(({ EventType: type }) => type);
    assert.ok(types.indexOf(EventType.EventRaised) < types.indexOf(EventType.TimerFired));
  });

  test('is terminated without its result', async () => {
    await using host = await hostOf();
    const instance = await host.start('timer');
    await host.idle();
    await instance.terminate('by hand');
    await host.idle();
    assert.deepEqual([instance.status, instance.view().output], ['Terminated', 'by hand']);
  });

  test('says once, in log and status, what it waits for', async () => {
    const logged: string[] = [];
    await using host = await hostOf(({ message }) => logged.push(message));
    const instance = await host.start('timer');
    await host.idle();
    await instance.raise('wakes it', 1);
    const { notices } = await instance.end();
    assert.match(notices.join(), /was open: timer until 2026-01-01T00:00:20\.000Z\./);
    assert.equal(logged.filter((message) => message.includes('was open')).length, 1);
    const url = `/runtime/webhooks/durabletask/instances/${instance.id}`;
    const response = await host.fetch(url);
    assert.equal(response.headers.get('x-durable-local-notice'), notices[0]);
    assert.equal('notices' in ((await response.json()) as object), false);
  });
});

describe('an orchestrator that nothing can resume', () => {
  const never: [name: string, body: () => unknown, says: RegExp][] = [
    [
      'throws undefined',
      thrower(undefined),
      /waits for nothing .*In Azure .* Running for ever\. Throw an Error, not undefined, and do not/,
    ],
    ['throws an object', thrower({ code: 42 }), /threw a value without a message.*In Azure/],
    ['throws a string', thrower('no'), /threw a value without a message.*In Azure/],
  ];
  for (const [name, body, says] of never) {
    test(`fails, and names the difference: ${name}`, async () => {
      await using host = await createTestHost({
        // eslint-disable-next-line require-yield -- it throws first
        orchestrators: { *story(): Story { return body(); } }, // prettier-ignore
      });
      const { status, output } = await (await host.start('story')).end();
      assert.equal(status, 'Failed');
      assert.match(String(output), says);
    });
  }

  test('is failed by the termination of its sub-orchestration, which it cannot catch', async () => {
    await using host = await createTestHost({
      orchestrators: {
        *parent(context: OrchestrationContext): Story {
          try {
            return yield context.df.callSubOrchestrator('child', null, 'child-1');
          } catch {
            return 'caught';
          }
        },
        *child(context: OrchestrationContext): Story {
          return yield context.df.waitForExternalEvent('never');
        },
      },
    });
    const parent = await host.start('parent');
    await host.idle();
    await host.instance('child-1').terminate('by hand');
    const { status, output } = await parent.end();
    assert.equal(status, 'Failed');
    assert.match(String(output), /sub-orchestration was terminated.*cannot catch/);
    // As recorded from extension 3.14.1.
    const failed = parent
      .history()
      .find(({ EventType: type }) => type === EventType.SubOrchestrationInstanceFailed);
    assert.partialDeepStrictEqual(failed, {
      Reason: 'by hand',
      Details: null,
      FailureDetails: null,
    });
  });

  const retried = function* (context: OrchestrationContext): Story {
    return yield context.df.callActivityWithRetry('fails', retryOptions(), null);
  };
  const failing = (orchestrators: Record<string, typeof retried>) =>
    createTestHost({ orchestrators, activities: { fails: () => assert.fail('no') } });

  test('fails when the time for retries is over', async () => {
    await using host = await failing({ retried });
    const { status, output } = await (await host.start('retried')).end();
    assert.equal(status, 'Failed');
    assert.match(
      String(output),
      /retryTimeoutInMilliseconds.*In Azure .* Running for ever\. Limit the attempts with maxNumber/,
    );
    // At 0, 4, 8 and 12 seconds.
    assert.equal(host.activity('fails').calls.length, 4);
  });

  test('continues when it waits for something else too', async () => {
    await using host = await failing({
      *retried(context) {
        const call = context.df.callActivityWithRetry('fails', retryOptions(), null);
        yield context.df.Task.any([call, context.df.createTimer(later(context, 60))]);
        return 'timer';
      },
    });
    assert.equal(await (await host.start('retried')).result(), 'timer');
  });
});

function retryOptions(): RetryOptions {
  const retry = new RetryOptions(4000, 5);
  retry.retryTimeoutInMilliseconds = 10_000;
  return retry;
}

function thrower(thrown: unknown): () => unknown {
  return () => {
    throw thrown;
  };
}
