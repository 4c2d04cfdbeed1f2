import { HostError } from '../model/host-error.ts';

// SQLite's result codes (https://www.sqlite.org/rescode.html): for damaged pages, for a row that the schema
// forbids, and for a file that is not a database.
const CORRUPT = 11;
const CONSTRAINT = 19;
const NOT_A_DATABASE = 26;

/** True if SQLite failed for a reason other than the data, such as a full disk or an I/O error. */
export function isDiskError(error: unknown): boolean {
  const { errcode } = error as { errcode?: number };
  return errcode !== undefined && (errcode & 0xff) !== CONSTRAINT;
}

/** The error of a rolled-back transaction. */
export function notWritten(cause: unknown): HostError {
  return new HostError(
    'state-not-written',
    `The task hub cannot be written (${(cause as Error).message}). Make room on its disk and check that ` +
      'the host may write there; the host tries again.',
    { cause },
  );
}

/** True for the error of a rolled-back transaction. */
export function isNotWritten(error: unknown): error is HostError {
  return error instanceof HostError && error.code === 'state-not-written';
}

/** True if SQLite found that the file is damaged. */
export function isDamage(error: unknown): boolean {
  const { errcode = 0 } = (error ?? {}) as { errcode?: number };
  return [CORRUPT, NOT_A_DATABASE].includes(errcode & 0xff);
}

/** The error of every transaction after damage was found. */
export function damagedWhileRunning(cause: unknown): HostError {
  return new HostError(
    'state-damaged',
    `The task hub is damaged (${(cause as Error).message}), so the host accepts no more work. Stop it, and ` +
      'restore the state directory from a copy, or start with an empty one (--reset removes it).',
    { cause },
  );
}
