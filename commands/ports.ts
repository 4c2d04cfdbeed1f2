import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import * as v from 'valibot';
import { StateDirectoryError } from './state-directory.ts';

const port = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(65_535));
const schema = v.object({ app: port, azurite: port, simulator: port, notifications: port });

/** A port for each part of the stack; 0 means that the system chooses one. */
export type Ports = v.InferOutput<typeof schema>;

export class PortInUseError extends Error {
  readonly code = 'PORT_IN_USE';
}

const fileIn = (stateDirectory: string): string => join(stateDirectory, 'ports.json');

/**
 * The ports that the last stack with this state used. The durable history contains blob URLs, so a
 * stack that continues with the state must use the same ports.
 */
export async function rememberedPorts(stateDirectory: string): Promise<Ports> {
  let text: string;
  try {
    text = await readFile(fileIn(stateDirectory), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    return { app: 0, azurite: 0, simulator: 0, notifications: 0 };
  }
  const read = v.safeParse(v.pipe(v.string(), v.parseJson(), schema), text);
  if (read.success) return read.output;
  throw new StateDirectoryError(
    stateDirectory,
    undefined,
    `${fileIn(stateDirectory)} is damaged. Start with --reset, or name another directory with --state.`,
  );
}

export async function rememberPorts(stateDirectory: string, ports: Ports): Promise<void> {
  await writeFile(fileIn(stateDirectory), `${JSON.stringify(ports, null, 2)}\n`);
}

/**
 * Waits until a port is free: the processes of a stack that was just killed take a moment to end.
 * @throws {PortInUseError} if the port is still in use after the deadline, by default six seconds.
 */
export async function waitUntilFree(
  wanted: number,
  part: string,
  patienceMs = 6_000,
): Promise<void> {
  const deadline = Date.now() + patienceMs;
  while (!(await isFree(wanted))) {
    if (Date.now() > deadline) {
      throw new PortInUseError(
        `Port ${wanted}, meant for ${part}, is in use by another process: stop that one, ` +
          'or choose another --port or --state.',
      );
    }
    await delay(100);
  }
}

async function isFree(wanted: number): Promise<boolean> {
  const server = createServer().listen(wanted, '127.0.0.1');
  try {
    await once(server, 'listening');
  } catch {
    return false;
  }
  server.close();
  await once(server, 'close');
  return true;
}
