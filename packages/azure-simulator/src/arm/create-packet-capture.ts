import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { Watcher } from '../descriptions/watcher.ts';
import { agentMissing, checkStorage, checkTarget } from '../sessions/check-create.ts';
import { parseCreateBody } from '../sessions/create-body.ts';
import { planSession } from '../sessions/plan-session.ts';
import { isActive, sessionState } from '../sessions/session-state.ts';
import type { CaptureProperties, Session } from '../model/session.ts';
import type { Simulation } from '../simulation.ts';
import { ArmError } from '../model/arm-error.ts';
import { beginOperation, OPERATION_SECONDS, operationHeaders } from './async-operation.ts';
import { findWatcher, watcherId } from './network-watchers.ts';
import { packetCaptureBody } from './packet-capture-body.ts';
import { parseResourceId } from '../model/resource-id.ts';
import type { ArmCall, ArmReply } from './route.ts';

/** Simulated seconds from the PUT to the first packet. */
const START_SECONDS = 5;

/**
 * PUT of a packet capture. If the name exists, the same body changes nothing. A different body
 * replaces a session that has ended and is refused for one that has not. (No recording of this case
 * was found.)
 * @throws {ArmError} when the capture cannot be created.
 */
export function createPacketCapture(simulation: Simulation, call: ArmCall): ArmReply {
  const watcher = findWatcher(simulation, call);
  if (watcher.state === 'provisioning') {
    throw new ArmError(
      409,
      'AnotherOperationInProgress',
      'The network watcher is being provisioned.',
    );
  }
  const properties = parseCreateBody(call.body);
  const id = `${watcherId(call.param('subscriptionId'), watcher)}/packetCaptures/${call.param('session')}`;
  const existing = simulation.sessions.find(id, call.now);
  if (existing && isDeepStrictEqual(existing.requested, properties)) {
    return created(simulation, call, requireNotDeleting(existing, call.now));
  }
  if (existing) replace(simulation, existing, call.now);
  const session = insertSession(simulation, call, watcher, id, properties);
  simulation.files.schedule();
  return { ...created(simulation, call, session), counted: true };
}

function insertSession(
  simulation: Simulation,
  call: ArmCall,
  watcher: Watcher,
  id: string,
  properties: CaptureProperties,
): Session {
  const { world, clock } = simulation;
  checkLimit(simulation, call, watcher);
  const target = checkTarget(world, watcher, properties, call.now);
  if (call.effects.some((effect) => effect.kind === 'agent-missing')) {
    throw agentMissing(properties.target);
  }
  checkStorage(world, watcher, properties);
  const operationId = randomUUID();
  const session = simulation.sessions.insert(
    planSession({
      id,
      name: call.param('session'),
      watcherId: watcherId(call.param('subscriptionId'), watcher),
      region: watcher.region,
      properties,
      ...target,
      operationId,
      now: call.now,
      startedAt: clock.doneAfter(START_SECONDS),
      readyAt: clock.doneAfter(OPERATION_SECONDS),
      blobEndpoint: blobEndpoint(simulation, properties),
      effects: call.effects,
    }),
  );
  beginOperation(simulation, {
    id: operationId,
    kind: 'create',
    provider: 'Microsoft.Network',
    region: watcher.region,
    seconds: OPERATION_SECONDS,
    sessionSeq: session.seq,
    ...(session.failure && { error: session.failure }),
  });
  return session;
}

/** Azurite's endpoint if configured, otherwise the account's endpoint in the public cloud. */
function blobEndpoint(simulation: Simulation, properties: CaptureProperties): string {
  const account = parseResourceId(properties.storageLocation.storageId ?? '')?.name;
  return simulation.blobs?.endpoint ?? `https://${account}.blob.core.windows.net`;
}

function checkLimit(simulation: Simulation, call: ArmCall, watcher: Watcher): void {
  const id = watcherId(call.param('subscriptionId'), watcher);
  if (simulation.sessions.activeCount(id, call.now) < watcher.sessionLimit) return;
  throw new ArmError(
    400,
    'PacketCaptureLimitExceeded',
    `The limit of ${watcher.sessionLimit} parallel packet capture sessions in '${watcher.region}' is reached.`,
  );
}

function replace(simulation: Simulation, existing: Session, now: number): void {
  requireNotDeleting(existing, now);
  if (isActive(existing, now)) {
    throw new ArmError(
      409,
      'Conflict',
      `A packet capture named '${existing.name}' is running with other settings. Stop and delete it first, or use another name.`,
    );
  }
  simulation.sessions.update({ ...existing, deletedAt: now });
}

function requireNotDeleting(session: Session, now: number): Session {
  if (sessionState(session, now).provisioningState !== 'Deleting') return session;
  throw new ArmError(
    409,
    'AnotherOperationInProgress',
    `The packet capture '${session.name}' is being deleted.`,
  );
}

function created(simulation: Simulation, call: ArmCall, session: Session): ArmReply {
  const operation = {
    id: session.operationId,
    region: session.region,
    provider: 'Microsoft.Network',
  } as const;
  return {
    status: 201,
    headers: operationHeaders(simulation, call, operation, ['Azure-AsyncOperation']),
    body: packetCaptureBody(session, call.now),
  };
}
