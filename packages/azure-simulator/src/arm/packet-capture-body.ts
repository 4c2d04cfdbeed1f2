import type { Session } from '../model/session.ts';
import { sessionState } from '../sessions/session-state.ts';

/** A session as GET and PUT show it. */
export function packetCaptureBody(session: Session, now: number): Record<string, unknown> {
  const { storageLocation, ...properties } = session.properties;
  return {
    name: session.name,
    id: session.id,
    etag: session.etag,
    properties: {
      provisioningState: sessionState(session, now).provisioningState,
      ...properties,
      storageLocation,
    },
  };
}

/** A session as a row of the list: with its type, and an undocumented id (recorded). */
export function packetCaptureRow(session: Session, now: number): Record<string, unknown> {
  const body = packetCaptureBody(session, now);
  return {
    ...body,
    properties: {
      ...(body['properties'] as object),
      queryPacketCaptureLastOperationId: session.operationId,
    },
    type: 'Microsoft.Network/networkWatchers/packetCaptures',
  };
}

/** The answer to queryStatus. */
export function captureStatusBody(session: Session, now: number): Record<string, unknown> {
  const { packetCaptureStatus, stopReason, packetCaptureError } = sessionState(session, now);
  return {
    name: session.name,
    id: session.id,
    // Recorded with seven digits after the second.
    captureStartTime: new Date(session.startedAt).toISOString().replace('Z', '0000Z'),
    packetCaptureStatus,
    ...(stopReason !== undefined && { stopReason }),
    packetCaptureError,
  };
}
