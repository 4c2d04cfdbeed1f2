import { captureFile, type Capture } from '../traffic/capture.ts';
import type { Session } from '../model/session.ts';

/** What a session captures. */
export function captureOf(
  session: Pick<Session, 'name' | 'properties' | 'localAddress' | 'startedAt'>,
): Capture {
  return {
    seed: session.name,
    localAddress: session.localAddress,
    startedAt: session.startedAt,
    filters: session.properties.filters,
    bytesPerPacket: session.properties.bytesToCapturePerPacket,
    totalBytes: session.properties.totalBytesPerSession,
  };
}

/** The capture file of a session as it is at `now`. */
export function sessionFile(session: Session, now: number): Buffer {
  return captureFile(captureOf(session), Math.min(now, session.end.at));
}
