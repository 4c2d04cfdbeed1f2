import { fileURLToPath } from 'node:url';
import * as v from 'valibot';
import { startChild, type Child } from 'processes';
import { readyLine } from './ready-line.ts';

const module = fileURLToPath(new URL('../packages/azure-simulator/src/main.ts', import.meta.url));

export interface SimulatorOptions {
  /** 0: the system chooses a free port. */
  port: number;
  /** File for the sessions and descriptions. Default: in memory. */
  stateFile?: string;
  /** Connection string of the storage for finished captures. */
  storage: string;
  /** Simulated seconds per real second. Default: the last value used. */
  timeScale?: number | undefined;
  onLine?: ((line: string) => void) | undefined;
}

/** Starts the simulator of Network Watcher and Compute. */
export function startSimulator(options: SimulatorOptions): Promise<Child<{ url: string }>> {
  const { port, stateFile, storage, timeScale, onLine } = options;
  return startChild({
    name: 'The simulator',
    module,
    args: [
      `--port=${port}`,
      `--blob=${storage}`,
      ...(timeScale === undefined ? [] : [`--time-scale=${timeScale}`]),
      ...(stateFile === undefined ? [] : [`--state=${stateFile}`]),
      '--json',
    ],
    ready: readyLine(v.object({ url: v.string() })),
    onLine,
  });
}
