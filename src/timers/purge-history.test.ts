import assert from 'node:assert/strict';
import { test } from 'node:test';
import { InvocationContext } from '@azure/functions';
import type { DurableClient } from 'durable-functions';
import type { InstanceFilter, InstanceStatus, TaskHub } from '../task-hub/management-api.ts';
import { purgeHistory } from './purge-history.ts';

process.env.CAPTURE_STORAGE_ACCOUNT_ID =
  '/subscriptions/7c1f4f0a-2b6d-4c1e-9a53-0d5c2f7e8b11/resourceGroups/rg/providers/Microsoft.Storage/storageAccounts/captures';
process.env.HISTORY_RETENTION_DAYS = '30';

const daysAgo = (days: number): string => new Date(Date.now() - days * 86_400_000).toISOString();

const ended = (instanceId: string, days = 31): InstanceStatus =>
  ({ instanceId, lastUpdatedTime: daysAgo(days) }) as InstanceStatus;

/** Runs the timer on a task hub with these pages of ended instances. */
async function run(pages: InstanceStatus[][], refused: string[] = []) {
  const purged: string[] = [];
  const logs: string[] = [];
  let asked: InstanceFilter = {};
  const hub: Pick<TaskHub, 'list'> = {
    async *list(filter) {
      asked = filter;
      for (const page of pages) yield await Promise.resolve(page);
    },
  };
  const client = {
    purgeInstanceHistory: async (id: string) => {
      if (refused.includes(id)) throw new Error('status code: 500');
      purged.push(id);
    },
  } as unknown as DurableClient;
  const context = new InvocationContext({
    functionName: 'test',
    logHandler: (_, ...args) => logs.push(args.join(' ')),
  });
  await purgeHistory(client, hub, context);
  return { asked, purged, logs };
}

test('only ended instances that are older than the setting are asked for', async () => {
  const { asked } = await run([]);
  assert.deepEqual(asked.runtimeStatus, ['Completed', 'Failed', 'Terminated']);
  assert.equal(asked.createdTo?.toISOString().slice(0, 10), daysAgo(30).slice(0, 10));
});

test('an instance is purged by the time of its end, not of its start', async () => {
  const { purged, logs } = await run([[ended('long-ago'), ended('lately', 29)], [ended('next')]]);
  assert.deepEqual(purged, ['long-ago', 'next']);
  assert.deepEqual(logs, []);
});

test('an instance that cannot be purged is logged, and the others are purged', async () => {
  const { purged, logs } = await run([[ended('a'), ended('b')], [ended('c')]], ['a']);
  assert.deepEqual(purged, ['b', 'c']);
  assert.match(logs.join(), /sweep-failed.*purgeHistory.*1 of 3 instances were not purged/);
});

test('one run purges at most 5,000 instances', async () => {
  const page = Array.from({ length: 3_000 }, (_, index) => ended(String(index)));
  const { purged } = await run([page, page, page]);
  assert.equal(purged.length, 5_000);
});
