import { HostError } from '../worker/host-error.ts';
import type { Database } from './database.ts';

/** A write that was made; `onDisk` resolves when it is flushed. */
export interface Written {
  onDisk: Promise<void>;
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

/** A transaction that others may still join. */
interface Open {
  onDisk: Promise<void>;
  resolve: () => void;
  reject: (error: HostError) => void;
}

/**
 * Gathers writes that come together into one transaction: the flush to disk is what a commit costs,
 * and many writes can share one. A write is made at once, for later ones to build upon; it is
 * acknowledged when its transaction is on disk.
 */
export class GroupCommit {
  readonly #database: Database;
  readonly #unwritten: readonly Unwritten[];
  #open: Open | undefined;
  /** Transactions committed so far. */
  commits = 0;
  /** Transactions lost so far, with all that was written in them. */
  lost = 0;
  /** Whether the last transaction was lost. */
  isBroken = false;

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
   * @throws HostError `state-not-written`; from `onDisk` too, where the transaction is lost. What `body`
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
    return { onDisk: open.onDisk };
  }

  /** Resolves when all that can be read now is on disk. @throws HostError as {@link write} */
  settled(): Promise<void> {
    return this.#open?.onDisk ?? Promise.resolve();
  }

  /** Commits what is open now. */
  flush(): void {
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
    this.isBroken = false;
    open.resolve();
  }

  /** Undoes what is open; its writers hear so. */
  abandon(): void {
    if (this.#open) this.#lose(this.#open, new Error('the host was killed'));
  }

  #begin(): Open {
    try {
      this.#database.begin();
    } catch (error) {
      throw notWritten(error);
    }
    const { promise, resolve, reject } = Promise.withResolvers<undefined>();
    // Whoever wants to know of a failure waits for it.
    promise.catch(() => undefined);
    setImmediate(() => this.flush());
    return { onDisk: promise, resolve: () => resolve(undefined), reject };
  }

  #lose(open: Open, cause: unknown): HostError {
    this.#database.rollback();
    for (const each of this.#unwritten) each.forgetUnwritten();
    this.#open = undefined;
    this.lost++;
    this.isBroken = true;
    const error = notWritten(cause);
    open.reject(error);
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
