import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import { httpApp, type ArmAnswer } from './http-app.ts';
import { BlobWriter } from './sessions/blob-writer.ts';
import { createSimulation } from './simulation.ts';
import { openDatabase } from './store/database.ts';

export type { ArmAnswer };

/** Options of a simulator. */
export interface SimulatorOptions {
  /** Default 0: the system chooses a free port. */
  readonly port?: number;
  /** SQLite file for the state. Default: the state is in memory only. */
  readonly stateFile?: string;
  /** Storage account for the files of finished captures. Default: none is written. */
  readonly blobConnectionString?: string;
  /** Simulated seconds per real second. Default: the value in the state file, or 1. */
  readonly timeScale?: number;
  /** Names allowed in the `Host` header in addition to the loopback names. */
  readonly hostNames?: readonly string[];
  /** Maximum time for a request to arrive, including its body. Default: 60. */
  readonly requestTimeoutSeconds?: number;
  /** Called with each response of Resource Manager before it is sent, for tests. */
  readonly onAnswer?: (answer: ArmAnswer) => void;
}

/** A running simulator. */
export interface Simulator {
  /** Base URL on 127.0.0.1, without a trailing slash. */
  readonly url: string;
  /** Stops listening, finishes the current file, and closes the state. */
  close(): Promise<void>;
}

/**
 * Starts a simulator on 127.0.0.1. Before that, writes the files of captures that ended while it was down.
 * @throws if the port is in use, the file is not a state file, or the connection string is malformed.
 */
export async function createSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const { blobConnectionString } = options;
  const blobs =
    blobConnectionString === undefined ? undefined : await BlobWriter.open(blobConnectionString);
  const database = openDatabase(options.stateFile);
  const simulation = createSimulation(database, blobs, options.timeScale);
  const requestTimeout = (options.requestTimeoutSeconds ?? 60) * 1000;
  const server = createAdaptorServer({
    fetch: httpApp(simulation, options).fetch,
    serverOptions: {
      requestTimeout,
      headersTimeout: requestTimeout,
      connectionsCheckingInterval: Math.min(30_000, requestTimeout),
      // Longer than clients keep idle connections, so that they do not reuse a closing one.
      keepAliveTimeout: 130_000,
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
