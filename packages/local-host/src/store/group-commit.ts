import { HostError } from '../worker/host-error.ts';
import type { Database } from './database.ts';

interface Pending {
  write: () => void;
  resolve: () => void;
  reject: (error: unknown) => void;
}

/**
 * Gathers writes that come together into one transaction: the flush to disk is what a commit costs,
 * and many writes can share one. A write is acknowledged when its transaction is on disk.
 */
export class GroupCommit {
  readonly #database: Database;
  #pending: Pending[] = [];
  /** Transactions committed so far. */
  commits = 0;

  constructor(database: Database) {
    this.#database = database;
  }

  /**
   * Adds a write to the next transaction. It must leave nothing behind outside the database, since
   * it runs again, alone, when another write of its transaction fails.
   */
  commit(write: () => void): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.#pending.length === 0) setImmediate(() => this.flush());
      this.#pending.push({ write, resolve, reject });
    });
  }

  /** Commits what is pending now. */
  flush(): void {
    const batch = this.#pending;
    this.#pending = [];
    if (batch.length === 0) return;
    try {
      this.#transaction(() => batch.forEach((each) => each.write()));
    } catch (error) {
      if (batch.length === 1) batch[0]?.reject(error);
      else this.#oneByOne(batch);
      return;
    }
    for (const each of batch) each.resolve();
  }

  /** Drops what is pending; its writers hear a HostError `state-abandoned`. */
  abandon(): void {
    const dropped = this.#pending;
    this.#pending = [];
    const error = new HostError('state-abandoned', 'The host was killed before this was written.');
    for (const each of dropped) each.reject(error);
  }

  #oneByOne(batch: Pending[]): void {
    for (const each of batch) {
      try {
        this.#transaction(each.write);
        each.resolve();
      } catch (error) {
        each.reject(error);
      }
    }
  }

  #transaction(body: () => void): void {
    this.#database.transaction(body);
    this.commits++;
  }
}
