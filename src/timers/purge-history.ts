import type { InvocationContext } from '@azure/functions';
import type { DurableClient } from 'durable-functions';
import { settings } from '../settings.ts';
import { purgeInstance } from '../task-hub/durable-instances.ts';
import type { TaskHub } from '../task-hub/management-api.ts';
import { attempt } from './attempt.ts';

/** NCRONTAB expression: once an hour. */
export const purgeSchedule = '0 30 * * * *';

const dayMs = 86_400_000;

/** A run ends well within the timeout of a function. The next run continues. */
const mostPerRun = 5_000;
const atOnce = 10;

/**
 * Purges instances that ended `HISTORY_RETENTION_DAYS` ago or earlier. It purges them one by one, because the
 * extension's own purge of a period counts from the creation, and can time out. An instance that cannot be
 * purged does not prevent the others; the next run tries it again.
 */
export async function purgeHistory(
  client: DurableClient,
  hub: Pick<TaskHub, 'list'>,
  context: InvocationContext,
): Promise<void> {
  await attempt('purgeHistory', context, async () => {
    const limit = Date.now() - settings().historyRetentionDays * dayMs;
    const runtimeStatus = ['Completed', 'Failed', 'Terminated'];
    const failures: unknown[] = [];
    let tried = 0;
    pages: for await (const page of hub.list({ createdTo: new Date(limit), runtimeStatus })) {
      const old = page.filter(({ lastUpdatedTime }) => Date.parse(lastUpdatedTime) <= limit);
      for (let first = 0; first < old.length; first += atOnce) {
        const some = old.slice(first, first + atOnce);
        const purges = some.map(async ({ instanceId }) => purgeInstance(client, instanceId));
        for (const result of await Promise.allSettled(purges)) {
          if (result.status === 'rejected') failures.push(result.reason);
        }
        tried += some.length;
        if (tried >= mostPerRun) break pages;
      }
    }
    if (failures.length > 0) {
      const message = `${failures.length} of ${tried} instances were not purged.`;
      throw new AggregateError(failures, message);
    }
  });
}
