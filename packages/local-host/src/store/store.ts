import { Activities } from './activities.ts';
import { Database, type Synchronous } from './database.ts';
import { Entities } from './entities.ts';
import { Histories } from './histories.ts';
import { Instances } from './instances.ts';
import { Messages } from './messages.ts';
import { Schedules } from './schedules.ts';
import { Transactions } from './transactions.ts';

/** Options of a store. */
export interface StoreOptions {
  /** Default: FULL. */
  synchronous?: Synchronous | undefined;
  /** Fault point for tests. An error thrown here fails the commit. */
  beforeCommit?: (() => void) | undefined;
}

/** A task hub in one SQLite file. Reads see committed state; writes belong in {@link transaction}. */
export class Store {
  readonly instances: Instances;
  readonly histories: Histories;
  readonly messages: Messages;
  readonly activities: Activities;
  readonly entities: Entities;
  readonly schedules: Schedules;
  readonly #database: Database;
  readonly #transactions: Transactions;

  /** @throws HostError the errors of {@link Database} */
  constructor(file: string, { synchronous = 'FULL', beforeCommit }: StoreOptions = {}) {
    this.#database = new Database(file, synchronous);
    this.instances = new Instances(this.#database);
    this.histories = new Histories(this.#database);
    this.messages = new Messages(this.#database);
    this.activities = new Activities(this.#database);
    this.entities = new Entities(this.#database);
    this.schedules = new Schedules(this.#database);
    this.#transactions = new Transactions(this.#database, beforeCommit);
  }

  /**
   * Runs a function in a transaction that it may share with other waiting functions. Resolves with
   * the function's result when the commit is durable. A function that throws undoes only its own
   * writes.
   *
   * @throws HostError `state-not-written` if nothing was written; otherwise the error of `body`
   */
  transaction<T>(body: () => T): Promise<T> {
    return this.#transactions.run(body);
  }

  /** Makes the file smaller after a purge. Part of the transaction, like every write. */
  shrink(): void {
    this.#database.removeUnusedPages();
  }

  /** Transactions committed since the file was opened. */
  get commits(): number {
    return this.#transactions.commits;
  }

  /** Commits pending transactions and closes the file. */
  close(): void {
    this.#transactions.flush();
    this.abandon();
  }

  /** Closes the file without pending transactions. Their callers receive an error. */
  abandon(): void {
    this.#transactions.close();
    this.#database.close();
  }
}
