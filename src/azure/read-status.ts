import * as v from 'valibot';
import type { Observation } from '../captures/observation.ts';
import type { Session } from '../captures/session.ts';
import { packetCaptures } from './network-client.ts';

const status = v.object({
  packetCaptureStatus: v.nullish(v.string()),
  captureStartTime: v.nullish(v.string()),
  stopReason: v.nullish(v.string()),
  packetCaptureError: v.nullish(v.array(v.string()), []),
});

/**
 * Polls the status of a session once. While it captures, the service returns 202 with the current status
 * and a URL to poll in ten seconds. The first response is used, since the orchestrator polls again
 * anyway. For an ended session the service returns 200.
 */
export async function readStatus(
  session: Session,
): Promise<Extract<Observation, { state: 'running' | 'stopped' }>> {
  const [operations, names] = await packetCaptures(session);
  let body = '';
  const onResponse = (response: { bodyAsText?: string | null }): void => {
    body = response.bodyAsText ?? '';
  };
  await operations.getStatus(...names, { onResponse }).submitted();

  const seen = v.parse(status, body === '' ? {} : JSON.parse(body));
  const startedAt = seen.captureStartTime && {
    startedAt: new Date(seen.captureStartTime).toISOString(),
  };
  if (seen.packetCaptureStatus === 'Stopped' || seen.packetCaptureStatus === 'Error') {
    const unexplained = seen.packetCaptureStatus === 'Error' ? ['UnknownError'] : [];
    const errors = seen.packetCaptureError.length > 0 ? seen.packetCaptureError : unexplained;
    const stopReason = seen.stopReason && { stopReason: seen.stopReason };
    return { state: 'stopped', errors, ...startedAt, ...stopReason };
  }
  return { state: 'running', ...startedAt };
}
