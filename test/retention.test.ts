import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { OrchestrationContext } from 'durable-functions';
import { createTestHost } from 'local-host/testing';

process.env.CAPTURE_STORAGE_ACCOUNT_ID =
  '/subscriptions/7c1f4f0a-2b6d-4c1e-9a53-0d5c2f7e8b11/resourceGroups/rg/providers/Microsoft.Storage/storageAccounts/captures';
process.env.HISTORY_RETENTION_DAYS = '30';

const dayMs = 86_400_000;
// The timer reads the machine's clock, because it is no orchestrator.
const now = Date.now();

test('ended instances are purged after the setting, and running ones stay', async (t) => {
  const stateDirectory = await mkdtemp(join(tmpdir(), 'retention-'));
  t.after(() => rm(stateDirectory, { recursive: true }));
  {
    await using host = await createTestHost({
      stateDirectory,
      clock: { start: now - 31 * dayMs },
      orchestrators: {
        *end() {},
        *captureMachine(context: OrchestrationContext) {
          yield context.df.waitForExternalEvent('never');
        },
      },
    });
    await (await host.start('end', null, 'a')).end();
    await host.start('captureMachine', null, 'b');
    await host.advance(dayMs * 2);
    await (await host.start('end', null, 'c')).end();
  }
  await using host = await createTestHost({
    stateDirectory,
    appDirectory: '.',
    main: 'src/timers/index.ts',
    clock: { start: now },
  });
  await host.advance(3_600_000);
  assert.deepEqual(
    host.instances().map(({ id }) => id),
    ['b', 'c'],
  );
});
