import type { RestError } from '@azure/storage-queue';

// By its name, since the SDK is not loaded before an app has a queue.
const isRestError = (error: unknown): error is RestError =>
  error instanceof Error && error.name === 'RestError';

// https://learn.microsoft.com/rest/api/storageservices/queue-service-error-codes
const NO_QUEUE = ['QueueNotFound', 'QueueBeingDeleted', 'QueueDisabled'];
const NOT_OURS = [...NO_QUEUE, 'MessageNotFound', 'PopReceiptMismatch'];

/** Whether the queue is not there, or not for now. */
export function isQueueMissing(error: unknown): boolean {
  return isRestError(error) && NO_QUEUE.includes(error.code ?? '');
}

/** Whether the message is gone or another receiver has it. */
export function isMessageLost(error: unknown): boolean {
  return isRestError(error) && NOT_OURS.includes(error.code ?? '');
}

/** One line, where a RestError's own message spans several. */
export function describeQueueError(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.split('\n', 1)[0] ?? text;
}
