import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

// Azurite's documented account: public, and the same for every installation.
const ACCOUNT = 'devstoreaccount1';
const KEY =
  'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==';

/** A running Azurite blob service with in-memory storage. */
export interface Azurite {
  readonly connectionString: string;
  close(): Promise<void>;
}

/** Starts Azurite's blob service on a free port. Resolves when it listens. */
export async function startAzurite(): Promise<Azurite> {
  const root = dirname(createRequire(import.meta.url).resolve('azurite/package.json'));
  const child = spawn(
    process.execPath,
    [
      join(root, 'dist/src/blob/main.js'),
      ...['--blobHost', '127.0.0.1', '--blobPort', '0'],
      ...['--inMemoryPersistence', '--skipApiVersionCheck', '--disableTelemetry'],
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const exited = once(child, 'exit');
  const url = await new Promise<string>((resolve, reject) => {
    let output = '';
    child.stdout.on('data', (text: Buffer) => {
      output += text.toString();
      const listening = /successfully listens on (\S+)/.exec(output)?.[1];
      if (listening !== undefined) resolve(listening);
    });
    void exited.then(() => reject(new Error(`Azurite ended before it was ready: ${output}`)));
  });
  return {
    connectionString:
      `DefaultEndpointsProtocol=http;AccountName=${ACCOUNT};AccountKey=${KEY};` +
      `BlobEndpoint=${url}/${ACCOUNT};`,
    close: async () => {
      child.kill();
      await exited;
    },
  };
}
