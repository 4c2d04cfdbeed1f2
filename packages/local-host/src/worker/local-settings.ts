import { join } from 'node:path';
import { HostError } from '../model/host-error.ts';
import { isRecord, readJsonObject } from './json-file.ts';

/**
 * Puts `Values` of the app's local.settings.json into the environment, where a name is not set
 * already; does nothing without that file.
 *
 * @returns the names that were set
 * @throws HostError `local-settings-invalid`, also when the file is encrypted
 */
export async function loadLocalSettings(
  appDirectory: string,
  environment: NodeJS.ProcessEnv = process.env,
): Promise<string[]> {
  const path = join(appDirectory, 'local.settings.json');
  const refuse = (problem: string) =>
    new HostError('local-settings-invalid', `${path}: ${problem}`);
  const settings = (await readJsonObject(path, 'local-settings-invalid')) ?? {};
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
