import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { OrchestrationContext } from 'durable-functions';
import { createTestHost, type TestHost } from './index.ts';

const HOUR = 3_600_000;

/** A host with an instance whose timer of ten minutes has run for four. */
async function waiting(onLog?: (message: string) => void): Promise<TestHost> {
  const host = await createTestHost({
    orchestrators: {
      *wait({ df }: OrchestrationContext) {
        yield df.createTimer(new Date(df.currentUtcDateTime.getTime() + 600_000));
        return (yield df.callActivity('work')) as unknown;
      },
    },
    activities: { work: () => 'done' },
    onLog: ({ message }) => onLog?.(message),
  });
  await host.start('wait', null, 'w');
  await host.advance('4m');
  return host;
}

const minutes = (host: TestHost): number => Math.round(host.clock.elapsed() / 60_000);

describe('a clock that is set while a timer runs', () => {
  for (const by of [HOUR, -HOUR]) {
    test(`by ${by / HOUR} h leaves the timer the time that is left`, async () => {
      await using host = await waiting();
      await host.setClock(by);
      assert.equal(await host.instance('w').result(), 'done');
      assert.equal(minutes(host), 10);
    });
  }

  test('forward fires the timer at once where timers are absolute', async () => {
    await using host = await waiting();
    await host.setClock(HOUR, { firesTimers: true });
    assert.equal(await host.instance('w').result(), 'done');
    assert.equal(minutes(host), 4);
  });

  test('back lets the time of an orchestration stand still, as the SDK does', async () => {
    const passed = async (by: number): Promise<number> => {
      await using host = await createTestHost({
        orchestrators: {
          *times({ df }: OrchestrationContext) {
            const before = df.currentUtcDateTime.getTime();
            yield df.waitForExternalEvent('go');
            return df.currentUtcDateTime.getTime() - before;
          },
        },
      });
      const instance = await host.start<number>('times');
      await host.idle();
      await host.setClock(by);
      await instance.raise('go');
      return await instance.result();
    };
    assert.deepEqual([await passed(HOUR), await passed(-HOUR)], [HOUR, 0]);
  });
});

test('the time of a host continues when it starts after its clock was set back', async () => {
  const logs: string[] = [];
  await using host = await waiting((message) => logs.push(message));
  await host.instance('w').raise('something');
  await host.idle();
  host.clock.set(-HOUR);
  await host.restart();
  assert.match(logs.join('\n'), /The clock of the machine is 3600 seconds behind/);
  assert.equal(await host.instance('w').result(), 'done');
  assert.equal(minutes(host), 10);
});
