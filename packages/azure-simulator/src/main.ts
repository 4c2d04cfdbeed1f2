#!/usr/bin/env node
import { commandLineOf, simulatorCommand } from './command-line.ts';
import { createSimulator } from './index.ts';

const command = simulatorCommand().parse();
const { options, isJson } = commandLineOf(command);

const simulator = await createSimulator(options).catch((error: unknown) =>
  command.error(`azure-simulator: ${String(error)}`),
);

// The IPC channel closes when the parent process is killed. This process then ends too.
for (const signal of ['SIGINT', 'SIGTERM', 'disconnect'] as const) {
  process.once(signal, () => void simulator.close().then(() => process.exit(0)));
}

console.log(
  isJson ? JSON.stringify({ url: simulator.url }) : `Azure simulator on ${simulator.url}`,
);
