import { statusCodeOf } from '../azure/errors.ts';
import { packetCaptures } from '../azure/network-client.ts';
import type { Session } from '../captures/session.ts';

/** Deletes a session, so that it does not count towards the limit. Its file is kept. */
export async function deleteCapture(session: Session): Promise<void> {
  const [operations, names] = await packetCaptures(session);
  try {
    await operations.delete(...names).submitted();
  } catch (error) {
    if (statusCodeOf(error) !== 404) throw error;
  }
}
