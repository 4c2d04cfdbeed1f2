import { statusCodeOf } from '../azure/errors.ts';
import { packetCaptures } from '../azure/network-client.ts';
import type { Session } from '../captures/session.ts';

/** Tells a session to stop and keep what it has; one that has ended, or is gone, is left as it is. */
export async function stopCapture(session: Session): Promise<void> {
  const [operations, names] = await packetCaptures(session);
  try {
    await operations.stop(...names).submitted();
  } catch (error) {
    if (statusCodeOf(error) !== 404) throw error;
  }
}
