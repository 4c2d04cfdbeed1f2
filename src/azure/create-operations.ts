import type { PacketCaptureResult } from '@azure/arm-network';
import type { Session } from '../captures/session.ts';
import { statusCodeOf } from './errors.ts';

/** The part of the SDK's poller that is used here. */
interface Operation {
  poll: () => Promise<unknown>;
  readonly isDone: boolean;
  readonly result: PacketCaptureResult | undefined;
}

/*
 * Only the operation reports why a create failed. Its URL is signed and must not enter the history, so
 * the operations of this process are kept in memory. After a restart, only the session's provisioning
 * state is available.
 */
const operations = new Map<string, Operation>();

const keyOf = ({ watcher, name }: Session): string => `${watcher.id}/${name}`.toLowerCase();

/** Remembers the operation that creates a session. */
export function followCreate(session: Session, operation: Operation): void {
  operations.set(keyOf(session), operation);
}

/**
 * Polls once the operation that creates a session.
 *
 * @returns the session when the create is done, `running`, or undefined if this process did not start it.
 * @throws {Error} the create's own failure.
 */
export async function lookAtCreate(
  session: Session,
): Promise<PacketCaptureResult | 'running' | undefined> {
  const operation = operations.get(keyOf(session));
  if (operation === undefined) return undefined;
  try {
    await operation.poll();
  } catch (error) {
    operations.delete(keyOf(session));
    // An error with a status is about the polling request, not about the create.
    if (statusCodeOf(error) !== undefined) return undefined;
    throw error;
  }
  if (!operation.isDone) return 'running';
  operations.delete(keyOf(session));
  return operation.result;
}
