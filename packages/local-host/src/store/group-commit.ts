import { HostError } from '../model/host-error.ts';
import type { Database } from './database.ts';

/** A write that was made. */
export interface Written {
  /** Settles when its transaction is committed, or lost. */
  committed: Promise<void>;
}

interface Transaction {
  committed: PromiseWithResolvers<undefined>;
}

/**
 * Gathers writes that come together into one transaction, since the commit is what they cost. A write is
 * made at once, for later ones to build upon.
 */
export class GroupCommit {
  readonly #database: Database;
  #open: Transaction | undefined;
  /** Transactions committed so far. */
  commits = 0;
  /** Transactions lost so far, with all that was written in them. */
  lost = 0;

  constructor(database: Database) {
    this.#database = database;
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
    };
  }

  /** Resolves when all that can be read now is committed. @throws HostError as {@link write} */
  settled(): Promise<void> {
    return this.#open?.committed.promise ?? Promise.resolve();
  }

  /** Commits what is open. */
  flush(): void {
    this.#commit();
  }

  /** Undoes what is open. All who wait hear that they cannot count on what they wrote. */
  abandon(): void {
    const killed = new Error('the host was killed');
    if (this.#open) this.#lose(this.#open, killed);
  }

  #begin(): Transaction {
    try {
      this.#database.begin();
    } catch (error) {
      throw notWritten(error);
    }
    const committed = Promise.withResolvers<undefined>();
    // Whoever wants to know of a failure waits for it.
    committed.promise.catch(() => undefined);
    setImmediate(() => this.#commit());
    return { committed };
  }

  #commit(): void {
    const open = this.#open;
    if (!open) return;
    try {
      this.#database.commit();
    } catch (error) {
      this.#lose(open, error);
      return;
    }
    this.#open = undefined;
    this.commits++;
    open.committed.resolve(undefined);
  }

  #lose(open: Transaction, cause: unknown): HostError {
    this.#database.rollback();
    this.#open = undefined;
    this.lost++;
    const error = notWritten(cause);
    open.committed.reject(error);
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
