import { Command, InvalidArgumentError } from 'commander';
import type { SimulatorOptions } from './index.ts';

/** What the command line asks for. */
export interface CommandLine {
  readonly options: SimulatorOptions;
  /** Whether to print one line of JSON when ready. */
  readonly isJson: boolean;
}

/** The command, to be parsed. */
export const simulatorCommand = (): Command =>
  new Command('azure-simulator')
    .description('Network Watcher and Compute over HTTP, as recorded from the real services.')
    .option('--port <number>', 'port to listen on; 0 lets the system choose', wholeNumber, 0)
    .option('--state <file>', 'file in which the state survives; in memory when absent')
    .option(
      '--blob <connection-string>',
      'where finished captures are written; nowhere when absent',
    )
    .option('--time-scale <factor>', 'simulated seconds in a real one', factor)
    .option(
      '--host-name <name...>',
      'names besides localhost that requests may be addressed to, such as a container',
    )
    .option('--json', 'print one line of JSON when ready');

/** The options of a command that was parsed. */
export function commandLineOf(command: Command): CommandLine {
  const { port, state, blob, timeScale, hostName, json } = command.opts<{
    port: number;
    state?: string;
    blob?: string;
    timeScale?: number;
    hostName?: string[];
    json?: boolean;
  }>();
  const options: SimulatorOptions = {
    port,
    ...(state !== undefined && { stateFile: state }),
    ...(blob !== undefined && { blobConnectionString: blob }),
    ...(timeScale !== undefined && { timeScale }),
    ...(hostName !== undefined && { hostNames: hostName }),
  };
  return { options, isJson: json === true };
}

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
