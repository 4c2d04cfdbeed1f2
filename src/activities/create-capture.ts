import type { PacketCapture, PacketCaptureFilter, PacketCaptureResult } from '@azure/arm-network';
import type { InvocationContext } from '@azure/functions';
import { getClient } from 'durable-functions';
import type { Machine } from '../alerts/target.ts';
import { isScaleSet } from '../alerts/target.ts';
import { followCreate } from '../azure/create-operations.ts';
import { requireAccount, requireMachine } from '../azure/allowed.ts';
import { statusCodeOf } from '../azure/errors.ts';
import { packetCaptures } from '../azure/network-client.ts';
import { readStatus } from '../azure/read-status.ts';
import { claimEnded, sessionNameTaken, StepError } from '../captures/failure.ts';
import type { EntityReader } from '../limit/read-slots.ts';
import { readOutcome } from '../limit/read-slots.ts';
import type { CaptureFilter } from '../rules/filter.ts';
import type { CapturePlan } from '../rules/plan.ts';
import type { Session } from '../captures/session.ts';
import { measureSessionDelay } from '../telemetry/measures.ts';

export interface CreateRequest {
  session: Session;
  vm: Machine;
  plan: CapturePlan;
  /** When the alert arrived, in ISO 8601 UTC; absent without telemetry. */
  arrivedAt?: string;
}

/**
 * Starts a session. It does not wait the ten seconds that the service takes to confirm it. The effect of a
 * second PUT on a running session is not documented, so this activity checks first: a session of that name
 * is an earlier attempt of the app, unless it captures another machine. An activity may be delivered again
 * after its orchestration has ended, and would create a session that no one deletes. Therefore it
 * checks that the capture has no outcome yet.
 *
 * @throws {StepError} `SessionNameTaken`, `ClaimEnded` or `NotAllowed`.
 */
export async function createCapture(
  request: CreateRequest,
  context: InvocationContext,
): Promise<void> {
  await createSession(request, getClient(context));
  if (request.arrivedAt !== undefined) measureSessionDelay(request.arrivedAt);
}

/** Does the work of {@link createCapture}, with the client that reads the outcomes. */
export async function createSession(
  { session, vm, plan }: CreateRequest,
  client: EntityReader,
): Promise<void> {
  requireMachine(vm);
  requireAccount(plan.storageAccountId);
  await checkClaim(session, client);
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

async function checkClaim({ name }: Session, client: EntityReader): Promise<void> {
  if ((await readOutcome(client, name)) === undefined) return;
  throw new StepError(
    claimEnded,
    `The capture ${name} ended before its session was created.`,
    'Send the alert again if the capture is still wanted.',
  );
}

function parametersFor(vm: Machine, plan: CapturePlan): PacketCapture {
  const { filters = [], ring, timeLimitSeconds } = plan;
  return {
    target: vm.id,
    ...targetOf(vm),
    bytesToCapturePerPacket: plan.bytesPerPacket,
    ...(ring === undefined
      ? { totalBytesPerSession: plan.totalBytes, timeLimitInSeconds: timeLimitSeconds }
      : {
          continuousCapture: true,
          captureSettings: {
            fileCount: ring.fileCount,
            fileSizeInBytes: ring.fileBytes,
            sessionTimeLimitInSeconds: timeLimitSeconds,
          },
        }),
    storageLocation: placeOf(plan),
    ...(filters.length > 0 && { filters: filters.map(filterOf) }),
  };
}

function targetOf(vm: Machine): Pick<PacketCapture, 'targetType' | 'scope'> {
  if (!isScaleSet(vm)) return { targetType: 'AzureVM' };
  const { instances } = vm;
  return {
    targetType: 'AzureVMSS',
    // The request has instance numbers, as Azure CLI sends them. The service answers with full ids.
    ...(instances.length > 0 && { scope: { include: instances.map(numberOf) } }),
  };
}

const numberOf = (instanceId: string): string => instanceId.split('/').at(-1) ?? instanceId;

/** Storage location of a plan. For a continuous capture, the path on the machine has another field name. */
function placeOf({
  storageAccountId,
  filePath,
  ring,
}: CapturePlan): PacketCapture['storageLocation'] {
  if (filePath === undefined) return { storageId: storageAccountId };
  return ring === undefined ? { filePath } : { localPath: filePath };
}

const filterOf = (filter: CaptureFilter): PacketCaptureFilter => ({
  ...(filter.protocol && { protocol: filter.protocol }),
  ...(filter.localAddress && { localIPAddress: filter.localAddress }),
  ...(filter.localPort && { localPort: filter.localPort }),
  ...(filter.remoteAddress && { remoteIPAddress: filter.remoteAddress }),
  ...(filter.remotePort && { remotePort: filter.remotePort }),
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

/**
 * Deletes a stopped session of the same machine that has other parameters. A running or foreign session is
 * kept.
 *
 * @throws {StepError} `SessionNameTaken` for a session that is kept.
 */
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
      'Delete that session if no one needs it, and send the alert again.',
    );
  }
  const [operations, names] = await packetCaptures(session);
  await operations.delete(...names);
}

const sameId = (one?: string, other?: string): boolean =>
  (one ?? '').toLowerCase() === (other ?? '').toLowerCase();

const isSame = (existing: PacketCaptureResult, wanted: PacketCapture): boolean =>
  sameId(existing.target, wanted.target) &&
  sameId(existing.storageLocation?.storageId, wanted.storageLocation.storageId) &&
  isAsAsked(existing.timeLimitInSeconds, wanted.timeLimitInSeconds) &&
  isAsAsked(existing.totalBytesPerSession, wanted.totalBytesPerSession) &&
  isAsAsked(existing.bytesToCapturePerPacket, wanted.bytesToCapturePerPacket);

/**
 * Whether a value matches the request. An omitted value gets the service's default, so any value matches.
 */
const isAsAsked = (existing?: number, wanted?: number): boolean =>
  wanted === undefined || existing === wanted;
