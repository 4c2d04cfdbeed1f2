import { HostError } from '../model/host-error.ts';

// SQLite's result code for a row that the schema forbids (https://www.sqlite.org/rescode.html).
const CONSTRAINT = 19;

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
