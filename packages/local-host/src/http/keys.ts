import { randomBytes, randomUUID, timingSafeEqual } from 'node:crypto';
import { chmod, open, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { HostError } from '../model/host-error.ts';
import { makePrivateDirectory } from '../store/private-files.ts';

/** Keys that requests present as `?code=` or in the header `x-functions-key`. */
export interface HostKeys {
  /** Default key of all functions. */
  readonly function: string;
  /** Key of the Durable extension's management API. */
  readonly system: string;
  /** Key that grants access to everything. */
  readonly master: string;
}

const names = ['function', 'system', 'master'] as const;

/**
 * Reads `keys.json` in the state directory, or generates keys and writes that file. Only the owner of the
 * file can read it.
 *
 * @throws HostError `keys-file-damaged`
 */
export async function loadKeys(stateDirectory: string): Promise<HostKeys> {
  const path = join(stateDirectory, 'keys.json');
  let text: string;
  try {
    text = await readFile(path, 'utf8');
    await chmod(path, 0o600);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    return createKeys(stateDirectory, path);
  }
  return parseKeys(path, text);
}

/** Compares two keys. The time is constant for keys of the same length. */
export function sameKey(presented: string, expected: string): boolean {
  const [one, other] = [Buffer.from(presented), Buffer.from(expected)];
  return one.length === other.length && timingSafeEqual(one, other);
}

async function createKeys(stateDirectory: string, path: string): Promise<HostKeys> {
  const key = () => randomBytes(40).toString('base64url');
  const keys: HostKeys = { function: key(), system: key(), master: key() };
  makePrivateDirectory(stateDirectory);
  // Write under another name and rename, so that a crash leaves either the whole file or none.
  const draft = `${path}.${randomUUID()}`;
  const file = await open(draft, 'wx', 0o600);
  try {
    await file.writeFile(`${JSON.stringify(keys, undefined, 2)}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(draft, path);
  return keys;
}

function parseKeys(path: string, text: string): HostKeys {
  let keys: Partial<Record<string, unknown>> | null = null;
  try {
    keys = JSON.parse(text) as typeof keys;
  } catch {
    keys = null;
  }
  const whole = names.every((name) => {
    const key = keys?.[name];
    return typeof key === 'string' && key !== '';
  });
  if (whole) return keys as unknown as HostKeys;
  throw new HostError(
    'keys-file-damaged',
    `${path} is damaged: it must be a JSON object with the strings ${names.join(', ')}. Restore it, or delete it to get new keys.`,
  );
}
