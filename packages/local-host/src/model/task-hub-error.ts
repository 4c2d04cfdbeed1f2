import type { RuntimeStatus } from './instance.ts';

/** Why a request to the task hub was refused. */
export type TaskHubErrorCode =
  | 'instance-not-found'
  | 'instance-exists'
  | 'instance-ended'
  | 'instance-running'
  | 'wrong-status'
  | 'invalid-instance-id'
  | 'unknown-entity';

/** A refused request to the task hub; `status` is that of the instance in question. */
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
