import type { RestError } from '@azure/storage-queue';

// Checked by name, because the SDK is loaded only when an app uses it.
const isRestError = (error: unknown): error is RestError =>
  error instanceof Error && error.name === 'RestError';

// https://learn.microsoft.com/rest/api/storageservices/queue-service-error-codes
const NO_QUEUE = ['QueueNotFound', 'QueueBeingDeleted', 'QueueDisabled'];
const NOT_OURS = [...NO_QUEUE, 'MessageNotFound', 'PopReceiptMismatch'];

/** Whether the queue does not exist or is temporarily unavailable. */
export function isQueueMissing(error: unknown): boolean {
  return isRestError(error) && NO_QUEUE.includes(error.code ?? '');
}

/** Whether the message was deleted or another receiver has it. */
export function isMessageLost(error: unknown): boolean {
  return isRestError(error) && NOT_OURS.includes(error.code ?? '');
}

/** Whether the blob or its container does not exist. */
export function isBlobMissing(error: unknown): boolean {
  return isRestError(error) && error.statusCode === 404;
}

/** Whether the container does not exist, or is being deleted. */
export function isContainerMissing(error: unknown): boolean {
  const codes = ['ContainerNotFound', 'ContainerBeingDeleted'];
  return isRestError(error) && codes.includes(error.code ?? '');
}

/** Whether the blob was written after the version that was asked for. */
export function isBlobChanged(error: unknown): boolean {
  return isRestError(error) && error.statusCode === 412;
}

/** The error in one line. The message of a RestError spans several lines. */
export function describeStorageError(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.split('\n', 1)[0] ?? text;
}
