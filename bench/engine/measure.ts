import { figure, type Figure } from '../support/figure.ts';
import { residentMiB } from '../support/resident-memory.ts';
import type { EngineUnderTest } from './engine-under-test.ts';

const WARM_UP = 50;
const LONE = 200;
const MANY = 1_000;
const IN_FLIGHT = 50;
const STEPS = 5;

/** All that is measured of one engine, in the same order for each. */
export async function measureEngine(engine: EngineUnderTest): Promise<Figure[]> {
  const { name, settings } = engine;
  const made = (what: string, unit: string, samples: readonly number[]) => ({
    ...figure(`${what}: ${name}`, unit, samples),
    settings,
  });
  await pool(WARM_UP, 10, () => once(engine, true));
  const lone = await inTurn(LONE, () => once(engine, false));
  const starts = await inTurn(LONE, async () => {
    const startedAt = performance.now();
    const id = await engine.start();
    const took = performance.now() - startedAt;
    await engine.result(id, false);
    return took;
  });
  const rateInFlight = await rate(() => pool(MANY, IN_FLIGHT, () => once(engine, true)));
  const rateSubmitted = await rate(async () => {
    const ids = await pool(MANY, IN_FLIGHT, () => engine.start());
    const results = ids.values();
    await pool(MANY, IN_FLIGHT, () => check(engine.result(results.next().value ?? '', true)));
  });
  const memory = residentMiB(engine.pids());
  const restarts = await inTurn(3, async () => {
    const startedAt = performance.now();
    await engine.restart();
    await once(engine, false);
    return performance.now() - startedAt;
  });
  return [
    made('lone chain', 'ms', lone),
    made('start acknowledged', 'ms', starts),
    made(`${MANY} chains, ${IN_FLIGHT} in flight`, 'per second', [rateInFlight]),
    made(`${MANY} chains, submitted then awaited`, 'per second', [rateSubmitted]),
    made('memory after these chains', 'MiB', [memory]),
    made('process stop and start to first result', 'ms', restarts),
  ];
}

async function once(engine: EngineUnderTest, patiently: boolean): Promise<number> {
  const startedAt = performance.now();
  await check(engine.run(patiently));
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

async function inTurn<T>(times: number, run: () => Promise<T>): Promise<T[]> {
  return pool(times, 1, run);
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
