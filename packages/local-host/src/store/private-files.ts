import { chmodSync, closeSync, mkdirSync, openSync } from 'node:fs';

/** Creates a directory that only its owner can access, or restricts an existing one to its owner. */
export function makePrivateDirectory(path: string): void {
  mkdirSync(path, { recursive: true, mode: 0o700 });
  chmodSync(path, 0o700);
}

/**
 * Creates an empty SQLite file that only its owner can access, or restricts an existing one to its
 * owner. SQLite creates the related files (`-wal`, `-shm`) with the same mode.
 */
export function makePrivateDatabase(file: string): void {
  closeSync(openSync(file, 'a', 0o600));
  chmodSync(file, 0o600);
  for (const beside of [`${file}-wal`, `${file}-shm`]) {
    try {
      chmodSync(beside, 0o600);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
  }
}
