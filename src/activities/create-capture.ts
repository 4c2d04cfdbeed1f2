import type { PacketCapture, PacketCaptureResult } from '@azure/arm-network';
import { followCreate } from '../azure/create-operations.ts';
import { statusCodeOf } from '../azure/errors.ts';
import { packetCaptures } from '../azure/network-client.ts';
import { readStatus } from '../azure/read-status.ts';
import { sessionNameTaken, StepError } from '../captures/failure.ts';
import type { CapturePlan } from '../captures/plan.ts';
import type { Session } from '../captures/session.ts';

export interface CreateRequest {
  session: Session;
  /** Resource id of the machine. */
  vm: string;
  plan: CapturePlan;
}

/**
 * Starts the session, and does not wait for the ten seconds that the service takes to confirm it.
 * What a second PUT does to a running session is not documented, so this looks first: a session
 * of that name is our own earlier attempt, unless it captures another machine.
 *
 * @throws {StepError} `SessionNameTaken`.
 */
export async function createCapture({ session, vm, plan }: CreateRequest): Promise<void> {
  const wanted = parametersFor(vm, plan);
  const existing = await readSession(session);
  if (existing !== undefined) {
    if (isSame(existing, wanted)) return;
    await removeOutdated(session, existing, wanted);
  }
  const [operations, names] = await packetCaptures(session);
  const operation = operations.create(...names, wanted);
  try {
    await operation.submitted();
  } catch (error) {
    const current = statusCodeOf(error) === 409 ? await readSession(session) : undefined;
    if (current === undefined || !isSame(current, wanted)) throw error;
    return;
  }
  followCreate(session, operation);
}

const parametersFor = (vm: string, plan: CapturePlan): PacketCapture => ({
  target: vm,
  targetType: 'AzureVM',
  bytesToCapturePerPacket: plan.bytesPerPacket,
  totalBytesPerSession: plan.totalBytes,
  timeLimitInSeconds: plan.timeLimitSeconds,
  storageLocation: { storageId: plan.storageAccountId },
});

async function readSession(session: Session): Promise<PacketCaptureResult | undefined> {
  const [operations, names] = await packetCaptures(session);
  try {
    return await operations.get(...names);
  } catch (error) {
    if (statusCodeOf(error) === 404) return undefined;
    throw error;
  }
}

/** A session of ours with other parameters is in the way; one that runs, or is not ours, is left alone. */
async function removeOutdated(
  session: Session,
  existing: PacketCaptureResult,
  wanted: PacketCapture,
): Promise<void> {
  const isOurs = sameId(existing.target, wanted.target);
  if (!isOurs || (await readStatus(session)).state !== 'stopped') {
    throw new StepError(
      sessionNameTaken,
      `A session named ${session.name} exists already, and it captures ${existing.target ?? 'something'} in another way.`,
      'Delete that session if nobody needs it, and send the alert again.',
    );
  }
  const [operations, names] = await packetCaptures(session);
  await operations.delete(...names);
}

const sameId = (one?: string, other?: string): boolean =>
  one?.toLowerCase() === other?.toLowerCase();

const isSame = (existing: PacketCaptureResult, wanted: PacketCapture): boolean =>
  sameId(existing.target, wanted.target) &&
  sameId(existing.storageLocation?.storageId, wanted.storageLocation.storageId) &&
  existing.timeLimitInSeconds === wanted.timeLimitInSeconds &&
  existing.totalBytesPerSession === wanted.totalBytesPerSession &&
  existing.bytesToCapturePerPacket === wanted.bytesToCapturePerPacket;
