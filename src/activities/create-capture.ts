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
import type { SlotsReader } from '../limit/read-slots.ts';
import { readSlots } from '../limit/read-slots.ts';
import type { CaptureFilter } from '../rules/filter.ts';
import type { CapturePlan } from '../rules/plan.ts';
import type { Session } from '../captures/session.ts';

export interface CreateRequest {
  session: Session;
  /** Who claims the session. */
  holder: string;
  vm: Machine;
  plan: CapturePlan;
}

/**
 * Starts the session, and does not wait for the ten seconds that the service takes to confirm it.
 * What a second PUT does to a running session is not documented, so this looks first: a session
 * of that name is our own earlier attempt, unless it captures another machine. An activity may be
 * delivered again after its orchestration has ended, and would create a session that nobody deletes:
 * so the owner of the slots is asked whether the claim still stands.
 *
 * @throws {StepError} `SessionNameTaken`, `ClaimEnded` or `NotAllowed`.
 */
export const createCapture = (request: CreateRequest, context: InvocationContext): Promise<void> =>
  createSession(request, getClient(context));

/** {@link createCapture}, with the client that it reads the slots with. */
export async function createSession(
  { session, holder, vm, plan }: CreateRequest,
  client: SlotsReader,
): Promise<void> {
  requireMachine(vm);
  requireAccount(plan.storageAccountId);
  await checkClaim(session, holder, client);
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

async function checkClaim(
  { watcher, name }: Session,
  holder: string,
  client: SlotsReader,
): Promise<void> {
  const { state } = await readSlots(client);
  const held = state.watchers[watcher.id.toLowerCase()]?.held ?? [];
  if (held.some((claim) => claim.session === name && claim.holder === holder)) return;
  throw new StepError(
    claimEnded,
    `The claim of ${holder} to the session ${name} was given up before the session was created.`,
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
    // By number, as Azure CLI sends them; the service answers with full ids.
    ...(instances.length > 0 && { scope: { include: instances.map(numberOf) } }),
  };
}

const numberOf = (instanceId: string): string => instanceId.split('/').at(-1) ?? instanceId;

/** The service takes a path on the machine under another name where the capture is continuous. */
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
  (one ?? '').toLowerCase() === (other ?? '').toLowerCase();

const isSame = (existing: PacketCaptureResult, wanted: PacketCapture): boolean =>
  sameId(existing.target, wanted.target) &&
  sameId(existing.storageLocation?.storageId, wanted.storageLocation.storageId) &&
  isAsAsked(existing.timeLimitInSeconds, wanted.timeLimitInSeconds) &&
  isAsAsked(existing.totalBytesPerSession, wanted.totalBytesPerSession) &&
  isAsAsked(existing.bytesToCapturePerPacket, wanted.bytesToCapturePerPacket);

/** What was left out of the request has the service's default, whatever that is. */
const isAsAsked = (existing?: number, wanted?: number): boolean =>
  wanted === undefined || existing === wanted;
