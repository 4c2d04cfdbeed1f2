import { existsSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { HostError } from '../model/host-error.ts';

// SQLite's result code (https://www.sqlite.org/rescode.html).
const BUSY = 5;

/**
 * Rejects a state directory that a process is using. A host keeps its file locked until it ends.
 *
 * @throws {HostError} `state-locked`.
 */
export function assertNotInUse(file: string): void {
  if (!existsSync(file)) return;
  const connection = new DatabaseSync(file);
  try {
    connection.exec('PRAGMA locking_mode = EXCLUSIVE');
    connection.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    const { errcode = 0 } = error as { errcode?: number };
    // Any other error comes from a damaged file, which may be removed.
    if ((errcode & 0xff) !== BUSY) return;
    throw new HostError(
      'state-locked',
      `${file} is in use by a running process, so the state is not removed. Stop that process first, ` +
        'or name another state directory.',
    );
  } finally {
    connection.close();
  }
}
