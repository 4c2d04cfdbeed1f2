/**
 * Why a step failed, with advice for the operator. It contains no secret, because history and notifications
 * show it.
 */
export interface Failure {
  /** The activity that failed. */
  step: string;
  /** The service's error code, if it gave one. */
  code: string;
  message: string;
  /** What the operator can do about it. */
  advice: string;
  statusCode?: number;
  /** True if the same call may succeed later. */
  transient?: boolean;
  /** How long the service asked the app to wait. */
  retryAfterSeconds?: number;
}

/**
 * Result of an activity. A failure is a value, because an exception loses its fields on the way to the
 * orchestrator.
 */
export type Result<T> = ({ ok: true; value: T } | { ok: false; failure: Failure }) & {
  /** Time of the machine that ran the activity, in milliseconds since 1970. */
  at?: number;
};

/** Thrown by an activity for a problem that it detects itself. */
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

/** Code of the {@link StepError} for a session name that another session uses already. */
export const sessionNameTaken = 'SessionNameTaken';

/** Code of the {@link StepError} for a session whose claim has been released. */
export const claimEnded = 'ClaimEnded';

/** Code of the {@link StepError} for a machine without the Network Watcher agent. */
export const agentMissing = 'AgentMissing';
/** Code of the {@link StepError} for a machine whose agent is being installed, updated or removed. */
export const agentUpdating = 'AgentUpdating';

/** Thrown in an orchestrator by a step that failed permanently. */
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

/** Converts whatever an orchestrator caught to a failure. */
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

/** Warning text for a failure that does not end the capture. */
export const warningOf = (
  what: string,
  session: { name: string },
  { code, message, advice }: Failure,
): string => `The session ${session.name} ${what} (${code}): ${message} ${advice}`;
