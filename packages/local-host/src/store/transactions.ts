import type { Database } from './database.ts';
import type { HostError } from '../model/host-error.ts';
import { damagedWhileRunning, isDamage, isDiskError, notWritten } from './not-written.ts';

interface Waiting {
  /** Runs the caller's function. Returns a function that settles the caller's promise after the commit. */
  run: () => () => void;
  reject: (error: Error) => void;
}

/**
 * Group commit: functions that are waiting at the same time run in one transaction, because the
 * commit is the main cost of a write. Each function has a savepoint, so one that throws undoes only
 * its own writes.
 */
export class Transactions {
  readonly #database: Database;
  readonly #beforeCommit: () => void;
  #waiting: Waiting[] = [];
  #isClosed = false;
  #damage: HostError | undefined;
  /** Transactions committed so far. */
  commits = 0;

  /** `beforeCommit` is a fault point for tests. An error thrown here fails the commit. */
  constructor(database: Database, beforeCommit: () => void = () => undefined) {
    this.#database = database;
    this.#beforeCommit = beforeCommit;
  }

  /**
   * Runs a function in the next transaction. Resolves with its result when the commit is durable.
   *
   * @throws HostError `state-not-written` if the transaction failed, `state-damaged` for good after SQLite
   *   found damage; otherwise the error of `body`
   */
  run<T>(body: () => T): Promise<T> {
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    if (this.#isClosed) {
      reject(notWritten(new Error('the host has stopped')));
      return promise;
    }
    if (this.#damage) {
      reject(this.#damage);
      return promise;
    }
    if (this.#waiting.length === 0) setImmediate(() => this.flush());
    const run = () => {
      const result = body();
      return () => resolve(result);
    };
    this.#waiting.push({ run, reject });
    return promise;
  }

  /** Runs and commits the waiting functions. */
  flush(): void {
    const waiting = this.#waiting;
    if (waiting.length === 0) return;
    this.#waiting = [];
    const settle: (() => void)[] = [];
    try {
      this.#database.begin();
      for (const each of waiting) settle.push(this.#runOne(each));
      this.#beforeCommit();
      this.#database.commit();
    } catch (error) {
      this.#database.rollback();
      if (isDamage(error)) this.#damage = damagedWhileRunning(error);
      const failure = this.#damage ?? notWritten(error);
      for (const { reject } of waiting) reject(failure);
      return;
    }
    this.commits++;
    for (const each of settle) each();
  }

  /** Accepts no more functions. Waiting functions do not run, and their callers receive an error. */
  close(): void {
    this.#isClosed = true;
    for (const { reject } of this.#waiting.splice(0)) {
      reject(notWritten(new Error('the host has stopped')));
    }
  }

  #runOne({ run, reject }: Waiting): () => void {
    this.#database.prepare('SAVEPOINT one').run();
    try {
      const settle = run();
      this.#database.prepare('RELEASE one').run();
      return settle;
    } catch (error) {
      if (isDiskError(error)) throw error;
      this.#database.prepare('ROLLBACK TO one').run();
      this.#database.prepare('RELEASE one').run();
      return () => reject(error as Error);
    }
  }
}
