import { setTimeout } from 'node:timers/promises';
import type { Az } from './az.ts';
import { AzError } from './az.ts';

/** A key of a function, and the location of the function. */
export interface FunctionKey {
  subscriptionId: string;
  resourceGroup: string;
  appName: string;
  functionName: string;
  keyName: string;
}

export interface WaitOptions {
  /** Maximum number of attempts. Default: 30, about five minutes. */
  attempts?: number;
  /** Waits between two attempts. Default: 10 seconds. */
  pause?: () => Promise<void>;
}

/** Thrown when Azure does not list the function or its key in time. */
export class FunctionKeyMissingError extends Error {
  readonly code = 'FUNCTION_KEY_MISSING';
}

const apiVersion = '2025-03-01';

/** Errors for which a retry does not help: az is missing, not signed in, or not permitted. */
const permanent = /az login|AuthorizationFailed|InvalidAuthenticationToken|not installed/;

/**
 * Waits until Azure lists the key of a function that was just deployed.
 *
 * On Flex Consumption, after a deployment Azure may list only the warm-up function until the triggers
 * are synchronised (https://github.com/Azure/azure-functions-host/issues/10169). Each attempt therefore
 * synchronises them first, with the call that the portal's Refresh button makes.
 *
 * @throws {FunctionKeyMissingError} when it is not listed after the last attempt
 * @throws {AzError} when the caller is not signed in or not permitted
 */
export async function waitForFunctionKey(
  az: Az,
  key: FunctionKey,
  { attempts = 30, pause = () => setTimeout(10_000) }: WaitOptions = {},
): Promise<void> {
  const site = `/subscriptions/${key.subscriptionId}/resourceGroups/${key.resourceGroup}/providers/Microsoft.Web/sites/${key.appName}`;
  const post = (path: string): Promise<string> =>
    az(['rest', '--method', 'post', '--url', `${site}/${path}?api-version=${apiVersion}`]);

  let reason = '';
  for (let attempt = 1; attempt <= attempts; attempt += 1) {
    if (attempt > 1) await pause();
    try {
      await post('host/default/sync');
      const names = keyNames(await post(`functions/${key.functionName}/listKeys`));
      if (names.includes(key.keyName)) return;
      // The function is listed, so its keys are complete: this key was never created.
      throw new FunctionKeyMissingError(
        `The function ${key.functionName} of ${key.appName} has no key "${key.keyName}", only ${names.map((name) => `"${name}"`).join(', ')}. ` +
          `Make it with: az functionapp function keys set -g ${key.resourceGroup} -n ${key.appName} --function-name ${key.functionName} --key-name ${key.keyName}`,
      );
    } catch (error) {
      if (!(error instanceof AzError) || permanent.test(error.message)) throw error;
      reason = error.message;
    }
  }
  throw new FunctionKeyMissingError(
    `Azure does not list the function ${key.functionName} of ${key.appName} after ${attempts} attempts, so there is no key to call it with. ` +
      `The last answer: ${reason}\n` +
      `See whether the app starts: az functionapp function list -g ${key.resourceGroup} -n ${key.appName} -o table. ` +
      'Once postAlert is listed, run: azd hooks run postdeploy',
  );
}

/** Only the names, because the values are secrets. */
function keyNames(answer: string): string[] {
  const body = JSON.parse(answer) as Record<string, unknown> & { properties?: object };
  return Object.keys(body.properties ?? body);
}
