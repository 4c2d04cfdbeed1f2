import { startAzurite, type Azurite } from './azurite.ts';

/** Connection string of the Azurite that all test files of a run share. */
const variable = 'AZURITE_FOR_TESTS';

/** Starts an Azurite for the test processes that this process starts. */
export async function shareAzurite(): Promise<Azurite> {
  const azurite = await startAzurite();
  process.env[variable] = azurite.connectionString;
  return azurite;
}

/**
 * The Azurite that the test files of a run share, or one of its own for a file that runs alone. Tests use
 * names of their own for containers, queues and tables, since other files use the account at the same time.
 */
export async function azuriteForTests(): Promise<Pick<Azurite, 'connectionString' | 'stop'>> {
  const connectionString = process.env[variable];
  if (connectionString === undefined) return startAzurite();
  return { connectionString, stop: () => Promise.resolve() };
}
