import type { RuntimeStatus } from './instance.ts';

/** Reasons for which the task hub rejects a request. */
export type TaskHubErrorCode =
  | 'instance-not-found'
  | 'instance-exists'
  | 'instance-ended'
  | 'instance-running'
  | 'wrong-status'
  | 'invalid-instance-id'
  | 'unknown-entity';

/** A rejected request to the task hub. `status` is the status of the instance. */
export class TaskHubError extends Error {
  readonly code: TaskHubErrorCode;
  readonly status: RuntimeStatus | undefined;

  constructor(code: TaskHubErrorCode, message: string, status?: RuntimeStatus) {
    super(message);
    this.name = 'TaskHubError';
    this.code = code;
    this.status = status;
  }
}
