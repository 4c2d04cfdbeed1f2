import { statusCodeOf } from '../azure/errors.ts';
import { packetCaptures } from '../azure/network-client.ts';
import type { Session } from '../captures/session.ts';

/** Stops a session, which keeps the packets captured so far. Does nothing if it has ended or is gone. */
export async function stopCapture(session: Session): Promise<void> {
  const [operations, names] = await packetCaptures(session);
  try {
    await operations.stop(...names).submitted();
  } catch (error) {
    if (statusCodeOf(error) !== 404) throw error;
  }
}
