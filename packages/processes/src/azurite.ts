import { createRequire } from 'node:module';
import { startChild, type Child } from './child-process.ts';

/** Azurite's built-in account. Its name and key are public and the same on every machine. */
export const account = 'devstoreaccount1';
const accountKey =
  'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==';

/** A running Azurite, Microsoft's emulator of Azure Storage. */
export interface Azurite extends Pick<Child<Endpoints>, 'died' | 'stop' | 'kill'> {
  /** Base URL of the account's blobs. */
  blobUrl: string;
  /** For blobs, queues and tables. */
  connectionString: string;
}

export interface AzuriteOptions {
  /** Port of the blob service. 0, the default: the system chooses a free port, as for the others. */
  blobPort?: number;
  /** Directory for the data. Default: in memory. */
  directory?: string;
}

type Service = 'Blob' | 'Queue' | 'Table';
type Endpoints = Record<Service, string>;

/** Starts Azurite in a process of its own. */
export async function startAzurite(options: AzuriteOptions = {}): Promise<Azurite> {
  const { blobPort = 0, directory } = options;
  const urls: Partial<Endpoints> = {};
  const { ready, died, stop, kill } = await startChild({
    name: 'Azurite',
    module: createRequire(import.meta.url).resolve('azurite/dist/src/azurite.js'),
    nodeOptions: [`--import=${import.meta.resolve('./azurite-without-telemetry.ts')}`],
    args: [
      `--blobPort=${blobPort}`,
      '--queuePort=0',
      '--tablePort=0',
      '--skipApiVersionCheck',
      '--disableTelemetry',
      '--silent',
      ...(directory === undefined ? ['--inMemoryPersistence'] : [`--location=${directory}`]),
    ],
    ready: (line) => {
      const [, service, url] = /Azurite (\w+) service.* listening at (\S+)/.exec(line) ?? [];
      if (service && url) urls[service as Service] = `${url}/${account}`;
      const { Blob, Queue, Table } = urls;
      return Blob && Queue && Table ? { Blob, Queue, Table } : undefined;
    },
  });
  const endpoints = Object.entries(ready).map(([service, url]) => `${service}Endpoint=${url};`);
  return {
    ...{ died, stop, kill },
    blobUrl: ready.Blob,
    connectionString:
      `DefaultEndpointsProtocol=http;AccountName=${account};AccountKey=${accountKey};` +
      endpoints.join(''),
  };
}
