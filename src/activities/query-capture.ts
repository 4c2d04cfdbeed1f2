import { lookAtCreate } from '../azure/create-operations.ts';
import { statusCodeOf } from '../azure/errors.ts';
import { packetCaptures } from '../azure/network-client.ts';
import { readStatus } from '../azure/read-status.ts';
import { StepError } from '../captures/failure.ts';
import type { Observation } from '../captures/observation.ts';
import type { Session } from '../captures/session.ts';

export interface QueryRequest {
  session: Session;
  /** Known once the service has confirmed the create; from then on one call is enough. */
  fileUrl?: string | undefined;
}

/**
 * Looks at a session once.
 *
 * @throws {StepError} `CreateFailed`, when the service gave up creating the session.
 */
export async function queryCapture({ session, fileUrl }: QueryRequest): Promise<Observation> {
  try {
    if (fileUrl !== undefined) return await readStatus(session);
    const created = await readCreated(session);
    if (created === undefined) return { state: 'provisioning' };
    return { ...(await readStatus(session)), ...created };
  } catch (error) {
    if (statusCodeOf(error) === 404) return { state: 'gone' };
    throw error;
  }
}

/** Where a session writes (the service picks the path); undefined while it is being created. */
async function readCreated(session: Session): Promise<{ fileUrl?: string } | undefined> {
  const operation = await lookAtCreate(session);
  if (operation === 'running') return undefined;
  const [operations, names] = await packetCaptures(session);
  const { provisioningState, storageLocation } = operation ?? (await operations.get(...names));
  if (provisioningState === 'Failed' || provisioningState === 'Canceled') {
    throw new StepError(
      'CreateFailed',
      `The service could not create the session ${session.name}: its state is ${provisioningState}.`,
      'Look in the activity log of the Network Watcher for the reason.',
    );
  }
  if (provisioningState !== 'Succeeded') return undefined;
  return storageLocation?.storagePath ? { fileUrl: storageLocation.storagePath } : {};
}
