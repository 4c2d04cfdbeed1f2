import { createRequire } from 'node:module';
import type { Child } from './child-process.ts';
import { startChild } from './child-process.ts';

/** Azurite's built-in account. Its name and key are public and the same on every machine. */
export const account = 'devstoreaccount1';
const accountKey =
  'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==';

export interface Azurite {
  child: Child<string>;
  /** Base URL of the account's blobs. */
  url: string;
  connectionString: string;
}

export interface AzuriteOptions {
  /** 0: the system chooses a free port. */
  port: number;
  /** Directory for the blobs. Default: in memory. */
  directory?: string | undefined;
}

/** Starts the blob service of Azurite, Microsoft's emulator of Azure Storage. */
export async function startAzurite({ port, directory }: AzuriteOptions): Promise<Azurite> {
  const child = await startChild({
    name: 'Azurite',
    module: createRequire(import.meta.url).resolve('azurite/dist/src/blob/main.js'),
    args: [
      '--blobHost=127.0.0.1',
      `--blobPort=${port}`,
      '--skipApiVersionCheck',
      '--disableTelemetry',
      '--silent',
      ...(directory === undefined ? ['--inMemoryPersistence'] : [`--location=${directory}`]),
    ],
    ready: (line) => /successfully listens on (\S+)/.exec(line)?.[1],
  });
  const url = `${child.ready}/${account}`;
  return {
    child,
    url,
    connectionString: `DefaultEndpointsProtocol=http;AccountName=${account};AccountKey=${accountKey};BlobEndpoint=${url};`,
  };
}
