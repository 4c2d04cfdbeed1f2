import { join } from 'node:path';
import { HostError } from '../model/host-error.ts';
import { isRecord, readJsonObject } from './json-file.ts';

/** `Host` of the app's local.settings.json: port and CORS settings for this machine. */
export interface LocalHostSettings {
  /** `LocalHttpPort`. */
  readonly port: number | undefined;
  /** `CORS` and `CORSCredentials`. Without origins, pages of other origins may not call. */
  readonly cors: { readonly origins: readonly string[]; readonly credentials: boolean };
}

/**
 * Sets `Values` of the app's local.settings.json as environment variables. Does not replace variables
 * that are already set, and does nothing when the file does not exist.
 *
 * @returns names of the variables that were set
 * @throws HostError `local-settings-invalid`, also when the file is encrypted
 */
export async function loadLocalSettings(
  appDirectory: string,
  environment: NodeJS.ProcessEnv = process.env,
): Promise<string[]> {
  const { settings, refuse } = await readFile(appDirectory);
  if (settings['IsEncrypted'] === true) {
    throw refuse('"IsEncrypted" is true. Decrypt it first with "func settings decrypt".');
  }
  const values = settings['Values'] ?? {};
  if (!isRecord(values)) throw refuse('"Values" must be an object of strings.');

  const wrong = Object.entries(values).find(([, value]) => typeof value !== 'string');
  if (wrong) {
    const [name, value] = wrong;
    throw refuse(`"Values.${name}" is ${JSON.stringify(value)}; write it as a string in quotes.`);
  }
  const fresh = Object.keys(values).filter((name) => environment[name] === undefined);
  for (const name of fresh) environment[name] = values[name] as string;
  return fresh;
}

/**
 * Reads `Host` of the app's local.settings.json
 * (https://learn.microsoft.com/azure/azure-functions/functions-develop-local#local-settings-file).
 *
 * @throws HostError `local-settings-invalid`
 */
export async function readLocalHost(appDirectory: string): Promise<LocalHostSettings> {
  const { settings, refuse } = await readFile(appDirectory);
  const host = settings['Host'] ?? {};
  if (!isRecord(host)) throw refuse('"Host" must be an object.');
  const { CORS: cors = '', CORSCredentials: credentials = false, LocalHttpPort: port } = host;
  if (typeof cors !== 'string') throw refuse('"Host.CORS" must be a string: origins, or "*".');
  if (typeof credentials !== 'boolean') throw refuse('"Host.CORSCredentials" must be a boolean.');
  const isPort = Number.isInteger(port) && Number(port) > 0 && Number(port) <= 65_535;
  if (port !== undefined && !isPort) {
    throw refuse(`"Host.LocalHttpPort" is ${JSON.stringify(port)}; it must be a port, 1 to 65535.`);
  }
  const origins = cors
    .split(',')
    .map((origin) => origin.trim().replace(/\/$/, '').toLowerCase())
    .filter((origin) => origin !== '');
  return { port: port as number | undefined, cors: { origins, credentials } };
}

async function readFile(appDirectory: string) {
  const path = join(appDirectory, 'local.settings.json');
  return {
    settings: (await readJsonObject(path, 'local-settings-invalid')) ?? {},
    refuse: (problem: string) => new HostError('local-settings-invalid', `${path}: ${problem}`),
  };
}
