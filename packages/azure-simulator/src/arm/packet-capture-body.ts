import type { Session } from '../model/session.ts';
import { sessionState } from '../sessions/session-state.ts';

/**
 * A session as GET and PUT return it. A continuous capture has no byte limit and no time limit here.
 * Source: azure-powershell, recordings TestPacketCaptureVMSS and TestPacketCaptureVMSSWithRingBuffer.
 */
export function packetCaptureBody(session: Session, now: number): Record<string, unknown> {
  const { continuousCapture, captureSettings, ...properties } = session.properties;
  const { totalBytesPerSession, timeLimitInSeconds, storageLocation, filters, ...others } =
    properties;
  return {
    name: session.name,
    id: session.id,
    etag: session.etag,
    properties: {
      provisioningState: sessionState(session, now).provisioningState,
      ...others,
      ...(continuousCapture == null && { totalBytesPerSession, timeLimitInSeconds }),
      storageLocation,
      ...(continuousCapture != null && { continuousCapture, captureSettings }),
      filters,
    },
    type: 'Microsoft.Network/networkWatchers/packetCaptures',
  };
}

/**
 * A session as an item of the list, with an undocumented id.
 * Source: azure-powershell, recording TestPacketCapture.
 */
export function packetCaptureRow(session: Session, now: number): Record<string, unknown> {
  const body = packetCaptureBody(session, now);
  return {
    ...body,
    properties: {
      ...(body['properties'] as object),
      queryPacketCaptureLastOperationId: session.operationId,
    },
  };
}

/**
 * The response of queryStatus. The start time has seven decimal digits.
 * Source: azure-cli, recording test_network_watcher_packet_capture.
 */
export function captureStatusBody(session: Session, now: number): Record<string, unknown> {
  const { packetCaptureStatus, stopReason, packetCaptureError } = sessionState(session, now);
  return {
    name: session.name,
    id: session.id,
    captureStartTime: new Date(session.startedAt).toISOString().replace('Z', '0000Z'),
    packetCaptureStatus,
    ...(stopReason !== undefined && { stopReason }),
    packetCaptureError,
  };
}
