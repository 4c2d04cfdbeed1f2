#!/usr/bin/env node
import { Command, InvalidArgumentError } from 'commander';
import { createSimulator } from './index.ts';

const command = new Command('azure-simulator')
  .description('Network Watcher and Compute over HTTP, as recorded from the real services.')
  .option('--port <number>', 'port to listen on; 0 lets the system choose', wholeNumber, 0)
  .option('--state <file>', 'file in which the state survives; in memory when absent')
  .option('--blob <connection-string>', 'where finished captures are written; nowhere when absent')
  .option('--time-scale <factor>', 'simulated seconds in a real one', factor)
  .option(
    '--host-name <name...>',
    'names besides localhost that requests may be addressed to, such as a container',
  )
  .option('--json', 'print one line of JSON when ready')
  .parse();

const options = command.opts<{
  port: number;
  state?: string;
  blob?: string;
  timeScale?: number;
  hostName?: string[];
  json?: boolean;
}>();

const simulator = await createSimulator({
  port: options.port,
  ...(options.state !== undefined && { stateFile: options.state }),
  ...(options.blob !== undefined && { blobConnectionString: options.blob }),
  ...(options.timeScale !== undefined && { timeScale: options.timeScale }),
  ...(options.hostName !== undefined && { hostNames: options.hostName }),
}).catch((error: unknown) => command.error(`azure-simulator: ${String(error)}`));

// The IPC channel closes when the parent process is killed. This process then ends too.
for (const signal of ['SIGINT', 'SIGTERM', 'disconnect'] as const) {
  process.once(signal, () => void simulator.close().then(() => process.exit(0)));
}

console.log(
  options.json ? JSON.stringify({ url: simulator.url }) : `Azure simulator on ${simulator.url}`,
);

function wholeNumber(text: string): number {
  if (!/^\d{1,5}$/.test(text) || Number(text) > 65535) {
    throw new InvalidArgumentError(`'${text}' is not a port (0 to 65535).`);
  }
  return Number(text);
}

function factor(text: string): number {
  const value = Number(text);
  if (text === '' || !Number.isFinite(value) || value < 0) {
    throw new InvalidArgumentError(`'${text}' is not a number of 0 or more.`);
  }
  return value;
}
