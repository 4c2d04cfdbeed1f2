import { endSession } from '../sessions/end-session.ts';
import { isActive } from '../sessions/session-state.ts';
import type { Session } from '../model/session.ts';
import type { Simulation } from '../simulation.ts';
import type { AsyncOperation } from '../store/operation-store.ts';
import { sessionNotFound } from '../model/arm-error.ts';
import {
  beginOperation,
  findOperation,
  OPERATION_SECONDS,
  operationHeaders,
  operationStatusRoute,
} from './async-operation.ts';
import { createPacketCapture } from './create-packet-capture.ts';
import { findWatcher, WATCHER_PATH, watcherId } from './network-watchers.ts';
import { captureStatusBody, packetCaptureBody, packetCaptureRow } from './packet-capture-body.ts';
import type { ArmCall, ArmReply, ArmRoute } from './route.ts';

const LIST_PATH = `${WATCHER_PATH}/packetCaptures`;
const PATH = `${LIST_PATH}/{session}`;
const ACTION = 'Microsoft.Network/networkWatchers/packetCaptures';

/** Packet capture operations and the status of their asynchronous operations. */
export const packetCaptureRoutes: readonly ArmRoute[] = [
  {
    operation: 'packetCaptures.list',
    specification: 'Microsoft.Network/2026-01-01/PacketCaptures_List',
    method: 'GET',
    path: LIST_PATH,
    action: `${ACTION}/read`,
    handle: (simulation, call) => {
      const id = watcherId(call.param('subscriptionId'), findWatcher(simulation, call));
      const sessions = simulation.sessions.listed(id, call.now);
      return {
        status: 200,
        body: { value: sessions.map((session) => packetCaptureRow(session, call.now)) },
      };
    },
  },
  {
    operation: 'packetCaptures.get',
    specification: 'Microsoft.Network/2026-01-01/PacketCaptures_Get',
    method: 'GET',
    path: PATH,
    action: `${ACTION}/read`,
    handle: (simulation, call) => ({
      status: 200,
      body: packetCaptureBody(findSession(simulation, call), call.now),
    }),
  },
  {
    operation: 'packetCaptures.create',
    specification: 'Microsoft.Network/2026-01-01/PacketCaptures_Create',
    method: 'PUT',
    path: PATH,
    action: `${ACTION}/write`,
    handle: createPacketCapture,
  },
  {
    operation: 'packetCaptures.delete',
    specification: 'Microsoft.Network/2026-01-01/PacketCaptures_Delete',
    method: 'DELETE',
    path: PATH,
    action: `${ACTION}/delete`,
    handle: (simulation, call) => {
      const session = findSession(simulation, call);
      const operation = begin(simulation, 'delete', session);
      const ended = endSession(session, call.now, 'deleted');
      simulation.sessions.update({
        ...ended,
        deletingSince: ended.deletingSince ?? call.now,
        deletedAt: ended.deletingSince === undefined ? operation.doneAt : ended.deletedAt,
      });
      simulation.files.schedule();
      return accepted(simulation, call, operation);
    },
  },
  {
    operation: 'packetCaptures.stop',
    specification: 'Microsoft.Network/2026-01-01/PacketCaptures_Stop',
    method: 'POST',
    path: `${PATH}/stop`,
    action: `${ACTION}/stop/action`,
    handle: (simulation, call) => {
      const session = findSession(simulation, call);
      simulation.sessions.update(endSession(session, call.now, 'manual'));
      simulation.files.schedule();
      return accepted(simulation, call, begin(simulation, 'stop', session));
    },
  },
  {
    operation: 'packetCaptures.queryStatus',
    specification: 'Microsoft.Network/2026-01-01/PacketCaptures_GetStatus',
    method: 'POST',
    path: `${PATH}/queryStatus`,
    action: `${ACTION}/queryStatus/action`,
    handle: (simulation, call) => {
      const session = findSession(simulation, call);
      const body = captureStatusBody(session, call.now);
      if (!isActive(session, call.now)) return { status: 200, body };
      const operation = begin(simulation, 'queryStatus', session);
      const headers = operationHeaders(simulation, call, operation, ['Location']);
      return { status: 202, headers, body };
    },
  },
  operationStatusRoute('Microsoft.Network', 'network.operations.get'),
  {
    operation: 'network.operationResults.get',
    specification: 'async-api-reference/v1.0/Result',
    method: 'GET',
    path: '/subscriptions/{subscriptionId}/providers/Microsoft.Network/locations/{region}/operationResults/{operation}',
    action: 'Microsoft.Network/locations/operationResults/read',
    handle: operationResult,
  },
];

/**
 * The session that a call refers to.
 * @throws {ArmError} 404 when it does not exist.
 */
function findSession(simulation: Simulation, call: ArmCall): Session {
  const watcher = findWatcher(simulation, call);
  const name = call.param('session');
  const id = `${watcherId(call.param('subscriptionId'), watcher)}/packetCaptures/${name}`;
  const session = simulation.sessions.find(id, call.now);
  if (session) return session;
  throw sessionNotFound(id);
}

function begin(
  simulation: Simulation,
  kind: 'delete' | 'stop' | 'queryStatus',
  session: Session,
): AsyncOperation {
  return beginOperation(simulation, {
    kind,
    provider: 'Microsoft.Network',
    region: session.region,
    seconds: OPERATION_SECONDS,
    sessionSeq: session.seq,
  });
}

function accepted(simulation: Simulation, call: ArmCall, operation: AsyncOperation): ArmReply {
  const headers = operationHeaders(simulation, call, operation, [
    'Azure-AsyncOperation',
    'Location',
  ]);
  return { status: 202, headers };
}

/** The result of an operation: none for a delete, `null` for a stop, the capture or its status otherwise. */
function operationResult(simulation: Simulation, call: ArmCall): ArmReply {
  const operation = findOperation(simulation, call);
  if (call.now < operation.doneAt) {
    return { status: 202, headers: operationHeaders(simulation, call, operation, ['Location']) };
  }
  if (operation.kind === 'delete') return { status: 204 };
  if (operation.kind === 'stop') return { status: 200, body: null };
  const session = simulation.sessions.bySeq(operation.sessionSeq ?? 0);
  if (!session || (session.deletedAt !== undefined && session.deletedAt <= call.now)) {
    throw sessionNotFound(session?.id ?? operation.id);
  }
  const body =
    operation.kind === 'create'
      ? packetCaptureBody(session, call.now)
      : captureStatusBody(session, call.now);
  return { status: 200, body };
}
