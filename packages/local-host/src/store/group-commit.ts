import { HostError } from '../model/host-error.ts';
import type { Database } from './database.ts';

// How long a commit that nobody is told of may wait for its flush.
const FLUSH_WITHIN_MS = 10;

/** A write that was made. */
export interface Written {
  /** Settles when its transaction is committed, and outlives the process, or is lost. */
  committed: Promise<void>;
  /** Asks for it to outlive a power cut, too, and settles then. To be asked before anybody is told of it. */
  flushed: () => Promise<void>;
}

/**
 * What keeps writes of the open transaction in memory until its end: most are of no more use by then, and
 * for the others there is time while requests are out.
 */
export interface Unwritten {
  /** Writes them into the open transaction. */
  writeOut(): void;
  /** Forgets them, since the transaction is lost. */
  forgetUnwritten(): void;
}

interface Transaction {
  committed: PromiseWithResolvers<undefined>;
  flushed: PromiseWithResolvers<undefined>;
  /** Whether anybody waits for its flush. */
  isAwaited: boolean;
}

/**
 * Gathers writes that come together into one transaction, and commits into one flush to the disk, which is
 * what they cost. A write is made at once, for later ones to build upon. Commits are flushed before
 * anybody is told of them, and soon after if nobody is.
 */
export class GroupCommit {
  readonly #database: Database;
  readonly #unwritten: readonly Unwritten[];
  #open: Transaction | undefined;
  /** Committed, in order. */
  #unflushed: Transaction[] = [];
  #flushLater: NodeJS.Timeout | undefined;
  /** Why nothing can be written any more. */
  #failure: HostError | undefined;
  /** Transactions committed so far. */
  commits = 0;
  /** Transactions lost so far, with all that was written in them. */
  lost = 0;

  /** `unwritten` are in the order in which they are to be written. */
  constructor(database: Database, unwritten: readonly Unwritten[] = []) {
    this.#database = database;
    this.#unwritten = unwritten;
  }

  /**
   * Makes a write. Where `body` throws, the whole transaction is lost: to be able to undo its part alone,
   * with a savepoint for each, costs a tenth of the engine's speed. `basis` is what `lost` was when the
   * caller read what it builds upon.
   *
   * @throws HostError `state-not-written`; from its promises too, where the transaction is lost. What `body`
   * throws, where that is no trouble with the file: it would come again
   */
  write(body: () => void, basis = this.lost): Written {
    if (this.#failure) throw this.#failure;
    if (basis !== this.lost) throw notWritten(new Error('what it builds upon was lost'));
    const open = (this.#open ??= this.#begin());
    try {
      body();
    } catch (error) {
      const lost = this.#lose(open, error);
      throw isOfTheFile(error) ? lost : error;
    }
    return {
      committed: open.committed.promise,
      flushed: () => this.#flushed(open),
    };
  }

  /** Resolves when all that can be read now is flushed. @throws HostError as {@link write} */
  settled(): Promise<void> {
    if (this.#failure) return Promise.reject(this.#failure);
    const last = this.#open ?? this.#unflushed.at(-1);
    return last ? this.#flushed(last) : Promise.resolve();
  }

  /** Commits and flushes all. */
  flush(): void {
    this.#commit();
    this.#flush();
  }

  /** Undoes what is open. All who wait hear that they cannot count on what they wrote. */
  abandon(): void {
    const killed = new Error('the host was killed');
    if (this.#open) this.#lose(this.#open, killed);
    for (const each of this.#takeUnflushed()) each.flushed.reject(notWritten(killed));
  }

  #begin(): Transaction {
    try {
      this.#database.begin();
    } catch (error) {
      throw notWritten(error);
    }
    const committed = Promise.withResolvers<undefined>();
    const flushed = Promise.withResolvers<undefined>();
    // Whoever wants to know of a failure waits for it.
    for (const { promise } of [committed, flushed]) promise.catch(() => undefined);
    setImmediate(() => this.#commit());
    return { committed, flushed, isAwaited: false };
  }

  #commit(): void {
    const open = this.#open;
    if (!open) return;
    try {
      for (const each of this.#unwritten) each.writeOut();
      this.#database.commit();
    } catch (error) {
      this.#lose(open, error);
      return;
    }
    this.#open = undefined;
    this.commits++;
    this.#unflushed.push(open);
    if (open.isAwaited || !this.#database.isFlushedLater) this.#flush();
    else this.#flushLater ??= setTimeout(() => this.#flush(), FLUSH_WITHIN_MS);
    open.committed.resolve(undefined);
  }

  #flushed(transaction: Transaction): Promise<void> {
    if (!transaction.isAwaited && transaction !== this.#open) setImmediate(() => this.#flush());
    transaction.isAwaited = true;
    return transaction.flushed.promise;
  }

  #flush(): void {
    const transactions = this.#takeUnflushed();
    if (transactions.length === 0) return;
    try {
      this.#database.flush();
    } catch (error) {
      this.#fail(transactions, error);
      return;
    }
    for (const each of transactions) each.flushed.resolve(undefined);
  }

  #takeUnflushed(): Transaction[] {
    clearTimeout(this.#flushLater);
    this.#flushLater = undefined;
    const transactions = this.#unflushed;
    this.#unflushed = [];
    return transactions;
  }

  // What a flush that fails has left on the disk is not known, and the next one would not tell.
  #fail(transactions: Transaction[], cause: unknown): void {
    this.#failure = notFlushed(cause);
    if (this.#open) this.#lose(this.#open, cause);
    this.lost++;
    for (const each of transactions) each.flushed.reject(this.#failure);
  }

  #lose(open: Transaction, cause: unknown): HostError {
    this.#database.rollback();
    for (const each of this.#unwritten) each.forgetUnwritten();
    this.#open = undefined;
    this.lost++;
    const error = notWritten(cause);
    open.committed.reject(error);
    open.flushed.reject(error);
    return error;
  }
}

/** Whether something was lost because the task hub cannot be written. */
export function isNotWritten(error: unknown): error is HostError {
  return error instanceof HostError && error.code === 'state-not-written';
}

// SQLite's result code for a row that the schema forbids (https://www.sqlite.org/rescode.html).
const CONSTRAINT = 19;

function isOfTheFile(error: unknown): boolean {
  const { errcode } = error as { errcode?: number };
  return errcode !== undefined && (errcode & 0xff) !== CONSTRAINT;
}

function notWritten(cause: unknown): HostError {
  return new HostError(
    'state-not-written',
    `The task hub cannot be written (${(cause as Error).message}). Make room on its disk and see that ` +
      'it can be written; the host tries again.',
    { cause },
  );
}

function notFlushed(cause: unknown): HostError {
  return new HostError(
    'state-not-written',
    `The disk did not take what was written to the task hub (${(cause as Error).message}). See to the ` +
      'disk, and start the host again: it goes on with what is there.',
    { cause },
  );
}
