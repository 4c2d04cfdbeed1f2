/** Why a history could not be read or replayed. */
export type ReplayErrorCode =
  | 'source-not-found'
  | 'source-not-understood'
  | 'history-incomplete'
  | 'unknown-orchestrator'
  | 'unknown-event'
  | 'sdk-not-supported';

/** Error for a history that cannot be replayed. The message states the reason and what to pass instead. */
export class ReplayError extends Error {
  readonly code: ReplayErrorCode;

  constructor(code: ReplayErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'ReplayError';
    this.code = code;
  }
}
