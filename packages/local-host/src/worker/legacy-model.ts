import { glob } from 'node:fs/promises';
import { HostError } from '../model/host-error.ts';

/**
 * The error for an app without functions of programming model v4. Returns the given error, or one that
 * names model v3 when a folder of the app contains a function.json.
 */
export async function explainModel(appDirectory: string, error: unknown): Promise<unknown> {
  for await (const file of glob('*/function.json', { cwd: appDirectory })) {
    return new HostError(
      'app-model-not-supported',
      `The app is written for programming model v3: it has ${file.replaceAll('\\', '/')}. This host runs model v4 (@azure/functions 4). How to migrate: https://learn.microsoft.com/azure/azure-functions/functions-node-upgrade-v4`,
      { cause: error },
    );
  }
  return error;
}
