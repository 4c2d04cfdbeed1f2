import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { OrchestrationContext, Task } from 'durable-functions';
import type { LogEntry } from '../model/function-app.ts';
import { createTestHost } from '../testing/index.ts';

/** Takes one event after an activity, and continues as new until there are three. */
function* takeOne({ df }: OrchestrationContext): Generator<Task, unknown, unknown> {
  const seen = df.getInput<number[] | null>() ?? [];
  if (seen.length !== 1) yield df.callActivity('work');
  const now = [...seen, yield df.waitForExternalEvent('e')];
  if (now.length === 3) return now;
  df.continueAsNew(now);
  return undefined;
}

const hostOf = (onLog: (entry: LogEntry) => void = () => undefined) =>
  createTestHost({ orchestrators: { takeOne }, activities: { work: () => 1 }, onLog });

describe('events that no task has received when an instance continues as new', () => {
  test('are kept, and a notice says once that Azure would lose them', async () => {
    const logged: string[] = [];
    await using host = await hostOf(({ message }) => logged.push(message));
    host.activity('work').takes('10s');
    const instance = await host.start('takeOne');
    for (const value of [1, 2, 3]) {
      await host.idle();
      await instance.raise('e', value);
    }
    assert.deepEqual(await instance.result(), [1, 2, 3]);
    const { notices } = instance.view();
    assert.match(notices.join(), /had received: e, e\. Azure would have lost them/);
    assert.equal(logged.filter((message) => message.includes('would have lost')).length, 1);
  });

  test('are kept without a notice when they came after the last one received, as in Azure', async () => {
    await using host = await hostOf();
    const instance = await host.start('takeOne');
    await host.idle();
    for (const value of [1, 2, 3]) await instance.raise('e', value);
    assert.deepEqual(await instance.result(), [1, 2, 3]);
    assert.deepEqual(instance.view().notices, []);
  });
});
