import { fileURLToPath } from 'node:url';
import { loadLocalSettings } from '../packages/local-host/src/worker/local-settings.ts';
import { account } from 'processes';

const appDirectory = fileURLToPath(new URL('..', import.meta.url));

/** Resource id of Azurite's account in the app's settings. */
const storageAccountId = `/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/local/providers/Microsoft.Storage/storageAccounts/${account}`;

/** The local replacements of Azure: base URLs, and the connection string of the storage. */
export interface LocalParts {
  simulator: string;
  storage: string;
  notifications: string;
}

/** The settings with which the app uses the local parts. */
export function localSettings(parts: LocalParts): Record<string, string> {
  return {
    LOCAL_ARM_ENDPOINT: parts.simulator,
    LOCAL_STORAGE_CONNECTION_STRING: parts.storage,
    CAPTURE_STORAGE_ACCOUNT_ID: storageAccountId,
    NOTIFY_URL: parts.notifications,
  };
}

/**
 * The app's local environment. The user's settings (from the environment or local.settings.json)
 * override the defaults, except the addresses of the local parts.
 */
export async function appEnvironment(parts: LocalParts): Promise<NodeJS.ProcessEnv> {
  const users = { ...process.env };
  await loadLocalSettings(appDirectory, users);
  const local = localSettings(parts);
  const { LOCAL_ARM_ENDPOINT, LOCAL_STORAGE_CONNECTION_STRING } = local;
  return { ...local, ...users, LOCAL_ARM_ENDPOINT, LOCAL_STORAGE_CONNECTION_STRING };
}
