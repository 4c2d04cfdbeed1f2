import { join } from 'node:path';
import { AppClient } from '../commands/app-client.ts';
import { TASK_HUB_FILE } from '../packages/local-host/src/engine/engine.ts';
import { Store } from '../packages/local-host/src/store/store.ts';
import { alertFor } from './support/alerts.ts';
import { startBenchStack } from './support/bench-stack.ts';
import { figure, type Figure } from './support/figure.ts';
import { cpuMs } from './support/process-family.ts';

const dayMs = 24 * 3600 * 1000;
const goal = { bound: 'most', p50: 1000 } as const;

/**
 * Time to a page of the list of captures over HTTP, and the CPU time of the app for it: the first of a new
 * process, and those after it. The captures started over a day, or all within a minute. Each has the instances
 * of its machine and its message, without their histories, which a list does not read.
 */
export async function list(captures = 10_000): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const [over, spreadMs] of [
    ['a day', dayMs],
    ['a minute', 60_000],
  ] as const) {
    await using stack = await startBenchStack({ CAPTURE_TIME_LIMIT_SECONDS: '1' });
    const id = await stack.client.postAlert(alertFor('web-01'));
    while ((await stack.client.capture(id)).state !== 'ended') {
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    await stack.app.stop();
    await copyCapture(stack.stateDirectory, id, captures, spreadMs);

    const app = await stack.startAgain();
    const client = new AppClient(app.ready);
    const what = `list of ${captures} captures in ${over}`;
    for (const [page, query] of [
      ['first page of a new process', ''],
      ['the page again', ''],
      ['sorted by machine, which reads all', '&sort=machine'],
      ['sorted again', '&sort=machine'],
    ] as const) {
      const [before, begin] = [cpuMs([app.pid]), performance.now()];
      const answer = await client.call(`captures?top=50${query}`);
      const { captures: rows } = (await answer.json()) as { captures: unknown[] };
      if (rows.length !== 50) throw new Error(`The page has ${rows.length} rows.`);
      const took = performance.now() - begin;
      figures.push(
        figure(`${what}: ${page}`, 'ms', [took], { goal }),
        figure(`${what}: ${page}, CPU of the app`, 'ms', [cpuMs([app.pid]) - before]),
      );
    }
  }
  return figures;
}

/** Copies a finished capture with its parts until there are this many. The host must not run. */
async function copyCapture(
  stateDirectory: string,
  id: string,
  captures: number,
  spreadMs: number,
): Promise<void> {
  const store = new Store(join(stateDirectory, TASK_HUB_FILE), { synchronous: 'NORMAL' });
  const family = store.instances
    .list({})
    .filter((one) => one.id === id || one.id.startsWith(`${id}:`));
  await store.transaction(() => {
    for (let n = 1; n < captures; n++) {
      const copy = (other: string): string => other.replace(id, `${id.slice(0, -6)}${100_000 + n}`);
      const earlier = Math.round((n / captures) * spreadMs);
      for (const one of family) {
        const times = { createdAt: one.createdAt - earlier, updatedAt: one.updatedAt - earlier };
        store.instances.put({ ...one, id: copy(one.id), ...times });
      }
    }
  });
  store.close();
}
