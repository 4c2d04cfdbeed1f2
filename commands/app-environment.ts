import { fileURLToPath } from 'node:url';
import { loadLocalSettings } from '../packages/local-host/src/worker/local-settings.ts';
import { account } from './azurite.ts';

const appDirectory = fileURLToPath(new URL('..', import.meta.url));

/** The id that the app knows Azurite's account by. */
const storageAccountId = `/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/local/providers/Microsoft.Storage/storageAccounts/${account}`;

/** What stands in place of Azure: base URLs, and the connection string of the storage. */
export interface LocalParts {
  simulator: string;
  storage: string;
  notifications: string;
}

/** The settings that make the app use the parts on this machine. */
export function localSettings(parts: LocalParts): Record<string, string> {
  return {
    LOCAL_ARM_ENDPOINT: parts.simulator,
    LOCAL_STORAGE_CONNECTION_STRING: parts.storage,
    CAPTURE_STORAGE_ACCOUNT_ID: storageAccountId,
    NOTIFY_URL: parts.notifications,
  };
}

/**
 * The app's environment on this machine: what the user set (in the environment or local.settings.json)
 * goes before our defaults, except where the parts answer.
 */
export async function appEnvironment(parts: LocalParts): Promise<NodeJS.ProcessEnv> {
  const users = { ...process.env };
  await loadLocalSettings(appDirectory, users);
  const local = localSettings(parts);
  const { LOCAL_ARM_ENDPOINT, LOCAL_STORAGE_CONNECTION_STRING } = local;
  return { ...local, ...users, LOCAL_ARM_ENDPOINT, LOCAL_STORAGE_CONNECTION_STRING };
}
