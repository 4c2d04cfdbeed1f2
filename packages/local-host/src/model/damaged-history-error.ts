/** The stored history of an instance was changed or damaged. The message says what to do. */
export class DamagedHistoryError extends Error {
  readonly code = 'HISTORY_DAMAGED';
  readonly instanceId: string;

  constructor(instanceId: string, problem: string) {
    super(
      `The history of instance '${instanceId}' cannot be read: ${problem}. The state file was ` +
        'changed from outside. Purge the instance, or restore the file from a copy.',
    );
    this.name = 'DamagedHistoryError';
    this.instanceId = instanceId;
  }
}
