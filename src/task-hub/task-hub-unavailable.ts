/** Thrown when the task hub cannot be reached or reports an error. The cause is logged. */
export class TaskHubUnavailable extends Error {
  override readonly name = 'TaskHubUnavailable';
  readonly code = 'TaskHubUnavailable';

  constructor(cause: unknown) {
    super('The task hub does not answer.', { cause });
  }
}
