import { lookAtCreate } from '../azure/create-operations.ts';
import { statusCodeOf, toFailure } from '../azure/errors.ts';
import { listSessions } from '../azure/list-sessions.ts';
import { packetCaptures } from '../azure/network-client.ts';
import { readStatus } from '../azure/read-status.ts';
import type { Observation } from '../captures/observation.ts';
import type { Session } from '../captures/session.ts';
import { isListed } from '../captures/session-list.ts';

export interface QueryRequest {
  session: Session;
  /** Known after the service has confirmed the creation. From then on one call is enough. */
  fileUrl?: string | undefined;
}

/** Reads the state of a session once. The watcher's list confirms that a missing session is gone. */
export async function queryCapture({ session, fileUrl }: QueryRequest): Promise<Observation> {
  try {
    return await observe(session, fileUrl);
  } catch (error) {
    if (statusCodeOf(error) !== 404) throw error;
    const listed = await listSessions(session.watcher);
    return { state: isListed(listed, session.name) ? 'unknown' : 'gone' };
  }
}

async function observe(session: Session, fileUrl: string | undefined): Promise<Observation> {
  if (fileUrl !== undefined) return readStatus(session);
  const created = await readCreated(session);
  if ('state' in created) return created;
  return { ...(await readStatus(session)), ...created };
}

/** URL that a session writes to, which the service chooses, or the state of its creation. */
async function readCreated(session: Session): Promise<{ fileUrl?: string } | Observation> {
  let operation;
  try {
    operation = await lookAtCreate(session);
  } catch (error) {
    const isFailed = error instanceof Error && failedOperation.test(error.message);
    if (!isFailed) throw error;
    return { state: 'notCreated', failure: toFailure(error, 'createCapture') };
  }
  if (operation === 'running') return { state: 'provisioning' };
  const [operations, names] = await packetCaptures(session);
  const { provisioningState, storageLocation } = operation ?? (await operations.get(...names));
  if (provisioningState === 'Failed' || provisioningState === 'Canceled') {
    return { state: 'notCreated', failure: notCreated(session, provisioningState) };
  }
  if (provisioningState !== 'Succeeded') return { state: 'provisioning' };
  return storageLocation?.storagePath ? { fileUrl: storageLocation.storagePath } : {};
}

/** Start of the SDK's message for a failed operation. */
const failedOperation = /^The long-running operation has failed/;

const notCreated = ({ name }: Session, state: string) => ({
  step: 'createCapture',
  code: 'CreateFailed',
  message: `The service could not create the session ${name}: its state is ${state}.`,
  advice: 'Look in the activity log of the Network Watcher for the reason.',
});
