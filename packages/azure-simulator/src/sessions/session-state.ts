import type { Session } from '../model/session.ts';

/** The state of a session at one time, with the service's values. */
export interface SessionState {
  readonly provisioningState: 'Updating' | 'Succeeded' | 'Deleting' | 'Failed';
  readonly packetCaptureStatus: 'NotStarted' | 'Running' | 'Stopped' | 'Error';
  readonly stopReason?: string;
  readonly packetCaptureError: readonly string[];
}

/** The state of a session at the simulated time `now`. */
export function sessionState(session: Session, now: number): SessionState {
  return { provisioningState: provisioningState(session, now), ...captureStatus(session, now) };
}

/** True until the session has ended, including before its start. */
export function isActive(session: Session, now: number): boolean {
  return now < session.end.at;
}

function provisioningState(session: Session, now: number): SessionState['provisioningState'] {
  if (session.deletingSince !== undefined && now >= session.deletingSince) return 'Deleting';
  if (now < session.readyAt) return 'Updating';
  return session.failure === undefined ? 'Succeeded' : 'Failed';
}

function captureStatus(session: Session, now: number): Omit<SessionState, 'provisioningState'> {
  if (now < session.end.at) {
    const packetCaptureStatus = now < session.startedAt ? 'NotStarted' : 'Running';
    return { packetCaptureStatus, packetCaptureError: [] };
  }
  if (session.errors.length > 0) {
    return { packetCaptureStatus: session.errorStatus, packetCaptureError: session.errors };
  }
  const stopReason = STOP_REASONS[session.end.cause];
  return {
    packetCaptureStatus: 'Stopped',
    ...(stopReason !== undefined && { stopReason: stopReasonText(session, stopReason) }),
    packetCaptureError: [],
  };
}

// Recorded: TimeExceeded and Manual. After the byte limit the portal reportedly shows "-", which it
// uses for an absent value (azure-docs #102124), so the reason is absent then.
const STOP_REASONS: Partial<Record<Session['end']['cause'], string>> = {
  'time-limit': 'TimeExceeded',
  manual: 'Manual',
  deleted: 'Manual',
};

/** For a scale set the reason is a sentence (recorded). */
function stopReasonText(session: Session, reason: string): string {
  if (session.properties.targetType === 'AzureVM') return reason;
  return `${session.instances?.length ?? 1} VM Instance(s) stopped due to ${reason} Reasons`;
}
