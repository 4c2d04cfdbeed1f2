import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { createTestHost, VirtualClock } from 'local-host/testing';
import { activityNames } from '../../src/test-support/run-story.ts';
import { captureRequest, fakeActivities } from '../support/virtual-capture.ts';
import { replaceDate } from '../support/virtual-date.ts';

const start = Date.parse('2026-01-01T00:00:00Z');
const dayMs = 86_400_000;

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** How many alerts arrive, and how long their captures are remembered. */
export interface HistoryOptions {
  days: number;
  alertsADay: number;
  retentionDays: number;
}

/** What the task hub holds after a day, and what a list of all captures reads. */
export interface DaySample {
  day: number;
  instances: number;
  fileKiB: number;
  /** Pages of instances that are read for the list. */
  listPages: number;
  /** Captures in the list. */
  listed: number;
  /** Memory in use after a collection. */
  heapMiB: number;
}

/**
 * Runs the app with its purge for some days of virtual time, with captures that succeed. It needs a process
 * of its own, because it sets the environment and `Date`.
 */
export async function* historyDays(options: HistoryOptions): AsyncGenerator<DaySample> {
  const { days, alertsADay, retentionDays } = options;
  await using running = new AsyncDisposableStack();
  const stateDirectory = await mkdtemp(join(tmpdir(), 'history-days-'));
  running.defer(() => rm(stateDirectory, { recursive: true }));
  const clock = new VirtualClock({ start });
  running.defer(replaceDate(() => clock.now()));
  const request = captureRequest({ timeLimitSeconds: 60 });
  Object.assign(process.env, {
    CAPTURE_STORAGE_ACCOUNT_ID: request.plan.storageAccountId,
    HISTORY_RETENTION_DAYS: String(retentionDays),
  });
  const host = running.use(
    await createTestHost({
      appDirectory: '.',
      main: 'test/soak/history-app.ts',
      ...{ clock, stateDirectory, alwaysReplay: false },
    }),
  );
  fakeActivities(host, { endsAfterSeconds: 65 });

  /** Reads all captures, and counts the pages of instances that this takes. */
  async function list(): Promise<{ pages: number; listed: number }> {
    const { fetch } = globalThis;
    let pages = 0;
    globalThis.fetch = (url, init) => {
      if (String(url instanceof Request ? url.url : url).includes('/instances?')) pages += 1;
      return fetch(url, init);
    };
    try {
      const response = await host.fetch('/api/captures?sort=machine&top=1');
      const { totals } = (await response.json()) as { totals: { all: number } };
      return { pages, listed: totals.all };
    } finally {
      globalThis.fetch = fetch;
    }
  }

  for (let day = 1; day <= days; day++) {
    for (let alert = 0; alert < alertsADay; alert++) {
      const id = `alert-capture-${String(day * 10_000 + alert).padStart(24, '0')}`;
      const arrivedAt = new Date(clock.now()).toISOString();
      await (await host.start('captureOnAlert', { ...request, arrivedAt }, id)).end();
      await host.advance(
        start + (day - 1) * dayMs + ((alert + 1) * dayMs) / alertsADay - clock.now(),
      );
    }
    const { pages, listed } = await list();
    // The test kit keeps all calls.
    for (const name of activityNames) host.activity(name).calls.length = 0;
    collect();
    const heapMiB = Math.round(process.memoryUsage().heapUsed / 1024 ** 2);
    const { size } = await stat(join(stateDirectory, 'task-hub.sqlite'));
    const instances = host.instances().length;
    yield { day, instances, fileKiB: size / 1024, listPages: pages, listed, heapMiB };
  }
}
