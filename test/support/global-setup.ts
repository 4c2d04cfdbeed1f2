import { fileURLToPath } from 'node:url';
import { shareAzurite, type Azurite } from 'processes';

let azurite: Azurite | undefined;

/** Runs once before all test files: gives their processes one Azurite and one cache of compiled code. */
export async function globalSetup(): Promise<void> {
  process.env['NODE_COMPILE_CACHE'] ??= fileURLToPath(
    new URL('../../node_modules/.cache/node', import.meta.url),
  );
  azurite = await shareAzurite();
}

export async function globalTeardown(): Promise<void> {
  await azurite?.stop();
}
