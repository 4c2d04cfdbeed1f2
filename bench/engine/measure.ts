import { figure, type Figure } from '../support/figure.ts';
import { cpuMs } from '../support/process-family.ts';
import { residentMiB } from '../support/resident-memory.ts';
import type { EngineUnderTest } from './engine-under-test.ts';

// Enough runs to optimize the compiled code in all processes involved.
const WARM_UP = 2_000;
const LONE = 200;
const MANY = 1_000;
const IN_FLIGHT = 50;
const STEPS = 5;

/** The measurements of an engine. */
export const MEASURES = {
  lone: { name: 'lone chain', unit: 'ms', moreIsBetter: false },
  start: { name: 'start acknowledged', unit: 'ms', moreIsBetter: false },
  inFlight: {
    name: `${MANY} chains, ${IN_FLIGHT} in flight`,
    unit: 'per second',
    moreIsBetter: true,
  },
  submitted: {
    name: `${MANY} chains, submitted then awaited`,
    unit: 'per second',
    moreIsBetter: true,
  },
  cpu: { name: 'CPU per chain, 50 in flight', unit: 'ms', moreIsBetter: false },
  memory: { name: 'memory after these chains', unit: 'MiB', moreIsBetter: false },
  firstResult: { name: 'process start to first result', unit: 'ms', moreIsBetter: false },
} as const;

/** Starts an engine and measures it. The order is the same for every engine. */
export async function measureEngine(
  startEngine: () => Promise<EngineUnderTest>,
): Promise<Record<keyof typeof MEASURES, Figure>> {
  await using engine = await startEngine();
  await pool(WARM_UP, 10, () => once(engine));
  const lone = await pool(LONE, 1, () => once(engine));
  const start = await pool(LONE, 1, async () => {
    const startedAt = performance.now();
    const id = await engine.start();
    const took = performance.now() - startedAt;
    await engine.result(id);
    return took;
  });
  const cpuBefore = cpuMs(engine.pids());
  const inFlight = [await rate(() => pool(MANY, IN_FLIGHT, () => once(engine)))];
  const cpu = [(cpuMs(engine.pids()) - cpuBefore) / MANY];
  const submitted = [
    await rate(async () => {
      const ids = await pool(MANY, IN_FLIGHT, () => engine.start());
      const left = ids.values();
      await pool(MANY, IN_FLIGHT, () => check(engine.result(left.next().value ?? '')));
    }),
  ];
  const memory = [residentMiB(engine.pids())];
  const firstResult = await pool(3, 1, async () => {
    await engine.stop();
    const startedAt = performance.now();
    await engine.launch();
    await once(engine);
    return performance.now() - startedAt;
  });
  const { name, settings } = engine;
  const made = (measure: keyof typeof MEASURES, samples: readonly number[]) =>
    figure(`${MEASURES[measure].name}: ${name}`, MEASURES[measure].unit, samples, { settings });
  return {
    lone: made('lone', lone),
    start: made('start', start),
    inFlight: made('inFlight', inFlight),
    submitted: made('submitted', submitted),
    cpu: made('cpu', cpu),
    memory: made('memory', memory),
    firstResult: made('firstResult', firstResult),
  };
}

async function once(engine: EngineUnderTest): Promise<number> {
  const startedAt = performance.now();
  await check(engine.run());
  return performance.now() - startedAt;
}

async function check(result: Promise<number>): Promise<void> {
  const value = await result;
  if (value !== STEPS) throw new Error(`A chain of ${STEPS} steps came to ${value}.`);
}

async function rate(run: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await run();
  return MANY / ((performance.now() - startedAt) / 1000);
}

async function pool<T>(times: number, atOnce: number, run: () => Promise<T>): Promise<T[]> {
  const results: T[] = [];
  let left = times;
  const lane = async () => {
    while (left-- > 0) results.push(await run());
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
  return results;
}
