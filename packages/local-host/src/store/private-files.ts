import { chmodSync, closeSync, mkdirSync, openSync } from 'node:fs';

/** Makes a directory that only its owner can enter; takes an existing one away from all others. */
export function makePrivateDirectory(path: string): void {
  mkdirSync(path, { recursive: true, mode: 0o700 });
  chmodSync(path, 0o700);
}

/**
 * Makes an empty SQLite file that only its owner can read, or takes an existing one away from all others.
 * SQLite gives the files beside it (`-wal`, `-shm`) the same mode when it makes them.
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
