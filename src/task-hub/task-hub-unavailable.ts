/** Thrown when the task hub cannot be reached or answers with an error; the cause goes to the log. */
export class TaskHubUnavailable extends Error {
  override readonly name = 'TaskHubUnavailable';
  readonly code = 'TaskHubUnavailable';

  constructor(cause: unknown) {
    super('The task hub does not answer.', { cause });
  }
}
