import { appendFile } from 'node:fs/promises';

/** A log file, whose lines are written in order. A line that cannot be written, as on a full disk, is left out. */
export class LogFile {
  readonly path: string;
  #written = Promise.resolve();

  constructor(path: string) {
    this.path = path;
  }

  add(line: string): void {
    const write = (): Promise<void> => appendFile(this.path, `${line}\n`);
    this.#written = this.#written.then(write).catch(() => undefined);
  }

  /** Resolves when all lines are written. */
  close(): Promise<void> {
    return this.#written;
  }
}
