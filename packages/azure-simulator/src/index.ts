import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import { httpApp } from './http-app.ts';
import { BlobWriter } from './sessions/blob-writer.ts';
import { createSimulation } from './simulation.ts';
import { openDatabase } from './store/database.ts';

/** How to run a simulator. */
export interface SimulatorOptions {
  /** 0, the default, lets the system choose. */
  readonly port?: number;
  /** SQLite file in which the state survives; in memory when absent. */
  readonly stateFile?: string;
  /** Where finished captures are written; nowhere when absent. */
  readonly blobConnectionString?: string;
  /** Simulated seconds in a real one. Default 1, or what the state file holds. */
  readonly timeScale?: number;
}

/** A simulator that listens. */
export interface Simulator {
  /** Base URL, on 127.0.0.1, without a slash at the end. */
  readonly url: string;
  /** Stops listening and closes the state; a file that is being written is finished first. */
  close(): Promise<void>;
}

/**
 * Starts a simulator on 127.0.0.1. Captures that ended since the state file was last used are
 * written soon after.
 * @throws when the port is taken, the file is no state, or the connection string is malformed.
 */
export async function createSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const { blobConnectionString } = options;
  const blobs =
    blobConnectionString === undefined ? undefined : new BlobWriter(blobConnectionString);
  const database = openDatabase(options.stateFile);
  const simulation = createSimulation(database, blobs, options.timeScale);
  const server = createAdaptorServer({ fetch: httpApp(simulation).fetch }) as Server;
  try {
    await listen(server, options.port ?? 0);
  } catch (error) {
    database.close();
    throw error;
  }
  simulation.files.schedule();
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
      await simulation.files.close();
      database.close();
    },
  };
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve();
    });
  });
}
