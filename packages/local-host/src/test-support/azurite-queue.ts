import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';

// Azurite's only account; name and key are public and the same on every machine.
const account = 'devstoreaccount1';
const key =
  'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==';

/** Azurite's queue service, in memory, for tests. */
export interface AzuriteQueue {
  readonly connectionString: string;
  stop(): Promise<void>;
}

/** Starts the service in its own process, on the given port; 0 lets the system choose one. */
export async function startAzuriteQueue(port = 0): Promise<AzuriteQueue> {
  const main = createRequire(import.meta.url).resolve('azurite/dist/src/queue/main.js');
  const child = spawn(
    process.execPath,
    [
      main,
      ...['--queueHost=127.0.0.1', `--queuePort=${port}`, '--inMemoryPersistence'],
      ...['--skipApiVersionCheck', '--disableTelemetry', '--silent'],
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const exited = once(child, 'exit');
  const end = () => void child.kill('SIGKILL');
  process.once('exit', end);
  for await (const line of createInterface({ input: child.stdout })) {
    const url = /successfully listens? on (\S+)/.exec(line)?.[1];
    if (url === undefined) continue;
    const endpoint = `QueueEndpoint=${url}/${account};`;
    return {
      connectionString: `DefaultEndpointsProtocol=http;AccountName=${account};AccountKey=${key};${endpoint}`,
      async stop() {
        process.off('exit', end);
        child.kill();
        await exited;
      },
    };
  }
  throw new Error('Azurite ended before it was ready.');
}
