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
  /** Names besides those of loopback that a request's `Host` header may hold. */
  readonly hostNames?: readonly string[];
  /** How long a request may take to arrive, its body included; 60 when absent. */
  readonly requestTimeoutSeconds?: number;
}

/** A running simulator. */
export interface Simulator {
  /** Base URL, on 127.0.0.1, without a slash at the end. */
  readonly url: string;
  /** Stops listening, finishes the file that it is writing, and closes the state. */
  close(): Promise<void>;
}

/**
 * Starts a simulator on 127.0.0.1. It first writes the files of captures that ended while it was down.
 * @throws when the port is in use, the file is not a state file, or the connection string is malformed.
 */
export async function createSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const { blobConnectionString } = options;
  const blobs =
    blobConnectionString === undefined ? undefined : new BlobWriter(blobConnectionString);
  const database = openDatabase(options.stateFile);
  const simulation = createSimulation(database, blobs, options.timeScale);
  const requestTimeout = (options.requestTimeoutSeconds ?? 60) * 1000;
  const server = createAdaptorServer({
    fetch: httpApp(simulation, options.hostNames).fetch,
    serverOptions: {
      requestTimeout,
      headersTimeout: requestTimeout,
      connectionsCheckingInterval: Math.min(30_000, requestTimeout),
    },
  }) as Server;
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
