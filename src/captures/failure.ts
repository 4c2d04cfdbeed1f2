/** Why a step failed, in words for the one who must act. Holds no secret: it goes to history and notifications. */
export interface Failure {
  /** The activity that failed. */
  step: string;
  /** The service's own code where it gave one. */
  code: string;
  message: string;
  /** What to do about it. */
  advice: string;
  statusCode?: number;
  /** The same call may succeed later. */
  transient?: boolean;
  /** How long the service asked us to wait. */
  retryAfterSeconds?: number;
}

/** What an activity answers: failures are values, since an exception loses its fields on the way to the orchestrator. */
export type Result<T> = { ok: true; value: T } | { ok: false; failure: Failure };

/** Thrown by an activity for what it finds wrong itself. */
export class StepError extends Error {
  override readonly name = 'StepError';
  readonly code: string;
  readonly advice: string;
  readonly transient: boolean;
  readonly retryAfterSeconds: number | undefined;

  constructor(
    code: string,
    message: string,
    advice: string,
    { transient = false, retryAfterSeconds }: Pick<Failure, 'transient' | 'retryAfterSeconds'> = {},
  ) {
    super(message);
    this.code = code;
    this.advice = advice;
    this.transient = transient;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** Code of the {@link StepError} for a session name that somebody else's session bears. */
export const sessionNameTaken = 'SessionNameTaken';

/** Code of the {@link StepError} for a session whose claim was given up. */
export const claimEnded = 'ClaimEnded';

/** Code of the {@link StepError} for a machine without the Network Watcher agent. */
export const agentMissing = 'AgentMissing';
/** The code of a machine whose agent is being installed, updated or removed. */
export const agentUpdating = 'AgentUpdating';

/** Thrown in an orchestrator by a step that failed for good. */
export class CaptureFailed extends Error {
  override readonly name = 'CaptureFailed';
  readonly failure: Failure;

  constructor(failure: Failure) {
    super(`${failure.step}: ${failure.message}`);
    this.failure = failure;
  }

  get code(): string {
    return this.failure.code;
  }
}

/** The failure that an orchestrator caught, whatever was thrown. */
export function failureOf(error: unknown, step: string): Failure {
  if (error instanceof CaptureFailed) return error.failure;
  const [firstLine = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
  return {
    step,
    code: 'UnexpectedError',
    message: firstLine.slice(0, 500),
    advice: 'Look in the logs of the app for this instance.',
  };
}

/** A failure that the capture outlives, in words. */
export const warningOf = (
  what: string,
  session: { name: string },
  { code, message, advice }: Failure,
): string => `The session ${session.name} ${what} (${code}): ${message} ${advice}`;
