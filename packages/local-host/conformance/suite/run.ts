import { scenarios } from '../scenarios/index.ts';
import { hasRun, workerDifference } from './compare-worker.ts';
import { FIXTURES, fixtureFiles } from './fixtures.ts';
import { replay, transcriptsOf, type Patience, type Replayed } from './replay.ts';
import type { Scenario } from './scenario.ts';
import type { Target } from './target.ts';
import { readWorkerLog, type Invocation } from './worker-log.ts';

/** Difference of the host by recorded file; undefined if there is none. Files that did not run are absent. */
export type Outcomes = Map<string, string | undefined>;

/** Provides the host for a scenario; undefined if it cannot run the scenario. */
export type OpenTarget = (scenario: Scenario) => Promise<Target | undefined>;

interface Run extends Replayed {
  invocations: Invocation[];
}

/** Replays every scenario, `concurrency` at a time, and then compares the worker's calls. */
export async function runAll(
  openTarget: OpenTarget,
  patience: Patience,
  concurrency: number,
): Promise<Outcomes> {
  const outcomes: Outcomes = new Map();
  const runs: (Run | undefined)[] = [];
  const waiting = scenarios.entries();
  const work = async () => {
    for (const [index, scenario] of waiting) {
      const run = await runOne(scenario, openTarget, patience);
      if (!run) continue;
      runs[index] = run;
      for (const [name, found] of run.differences) outcomes.set(name, found);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, work));
  for (const file of (await fixtureFiles()).filter(isWorkerLog)) {
    const recorded = await readWorkerLog(new URL(file, FIXTURES));
    const run = runs.find((each) => each && hasRun(recorded, each.invocations, each.ids));
    if (run) outcomes.set(file, workerDifference(file, recorded, run.invocations, run));
  }
  return outcomes;
}

async function runOne(
  scenario: Scenario,
  openTarget: OpenTarget,
  patience: Patience,
): Promise<Run | undefined> {
  const target = await openTarget(scenario);
  if (!target) return undefined;
  try {
    const replayed = await replay(scenario, target, patience);
    const invocations =
      target.workerLog === undefined ? [] : await readWorkerLog(target.workerLog).catch(() => []);
    return { ...replayed, invocations };
  } catch (error) {
    const failed = (await transcriptsOf(scenario)).map((name) => [name, String(error)] as const);
    return { differences: new Map(failed), ids: new Map(), masks: noMasks, invocations: [] };
  } finally {
    await target.close();
  }
}

const noMasks = { hosts: [], keys: new Map<string, string>() };

function isWorkerLog(file: string): boolean {
  return file.startsWith('worker/') || file.endsWith('.worker.json');
}
