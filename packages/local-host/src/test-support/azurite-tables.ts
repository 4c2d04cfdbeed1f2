import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';

// Azurite's only account; name and key are public and the same on every machine.
const account = 'devstoreaccount1';
const key =
  'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==';

/** Azurite's table and blob services, in memory, for tests. */
export interface AzuriteTables extends AsyncDisposable {
  readonly connectionString: string;
}

/** Starts the services in their own process, on ports that the system chooses. */
export async function startAzuriteTables(): Promise<AzuriteTables> {
  const main = createRequire(import.meta.url).resolve('azurite/dist/src/azurite.js');
  const child = spawn(
    process.execPath,
    [
      main,
      ...['--blobPort=0', '--queuePort=0', '--tablePort=0', '--inMemoryPersistence'],
      ...['--skipApiVersionCheck', '--disableTelemetry', '--silent'],
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const exited = once(child, 'exit');
  const end = () => void child.kill('SIGKILL');
  process.once('exit', end);
  const endpoints = new Map<string, string>();
  for await (const line of createInterface({ input: child.stdout })) {
    const [, service, url] =
      /Azurite (\w+) service.*successfully listening at (\S+)/.exec(line) ?? [];
    if (service && url) endpoints.set(service, `${service}Endpoint=${url}/${account};`);
    if (!endpoints.has('Blob') || !endpoints.has('Table')) continue;
    const base = `DefaultEndpointsProtocol=http;AccountName=${account};AccountKey=${key};`;
    return {
      connectionString: base + [...endpoints.values()].join(''),
      async [Symbol.asyncDispose]() {
        process.off('exit', end);
        child.kill();
        await exited;
      },
    };
  }
  throw new Error('Azurite ended before it was ready.');
}
