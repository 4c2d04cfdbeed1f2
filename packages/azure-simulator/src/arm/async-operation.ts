import { randomUUID } from 'node:crypto';
import type { Simulation } from '../simulation.ts';
import type { AsyncOperation } from '../store/operation-store.ts';
import { ArmError } from '../model/arm-error.ts';
import type { ArmCall, ArmReply, ArmRoute } from './route.ts';

/** Interval between polls, in simulated seconds. The first poll after it finds the operation done. */
export const RETRY_AFTER_SECONDS = 10;

/** Duration of an operation on a session, in simulated seconds. Recorded: about 11 with the first poll. */
export const OPERATION_SECONDS = 9;

// Clients use the origin of the real service and rewrite it to reach the simulator. The URLs that
// they receive therefore have that origin too.
const ORIGIN = 'https://management.azure.com';

// The real URLs are signed and about 3.5 KB long (recorded in 2026). These have the same length, so
// that tests see how much a stored URL takes. The simulator does not check the signature.
const SIGNATURE = `&t=0&c=${'Simulated'.repeat(320)}&s=${'Simulated'.repeat(38)}&h=${'Simulated'.repeat(4)}`;

/** Starts an operation. Clients poll it at the URLs in its headers. */
export function beginOperation(
  simulation: Simulation,
  operation: Omit<AsyncOperation, 'startedAt' | 'doneAt' | 'id'> & { id?: string; seconds: number },
): AsyncOperation {
  const { id = randomUUID(), seconds, ...rest } = operation;
  const { clock } = simulation;
  const begun = { ...rest, id, startedAt: clock.now(), doneAt: clock.doneAfter(seconds) };
  simulation.operations.insert(begun);
  return begun;
}

/** The headers that contain the polling URLs and interval. */
export function operationHeaders(
  simulation: Simulation,
  call: ArmCall,
  operation: Pick<AsyncOperation, 'id' | 'region' | 'provider'>,
  which: readonly ('Azure-AsyncOperation' | 'Location')[],
): Record<string, string> {
  const base =
    `${ORIGIN}/subscriptions/${call.param('subscriptionId')}/providers/${operation.provider}` +
    `/locations/${operation.region}`;
  const query = `?api-version=${call.query.get('api-version')}${SIGNATURE}`;
  const urls = {
    'Azure-AsyncOperation': `${base}/operations/${operation.id}${query}`,
    Location: `${base}/operationResults/${operation.id}${query}`,
  };
  return {
    'Azure-AsyncNotification': 'Enabled',
    'Retry-After': String(simulation.clock.retryAfter(RETRY_AFTER_SECONDS)),
    ...Object.fromEntries(which.map((header) => [header, urls[header]])),
  };
}

/**
 * The operation that a call refers to.
 * @throws {ArmError} 404 when it does not exist.
 */
export function findOperation(simulation: Simulation, call: ArmCall): AsyncOperation {
  const id = call.param('operation');
  const operation = simulation.operations.get(id);
  if (operation) return operation;
  throw new ArmError(404, 'OperationNotFound', `The operation '${id}' was not found.`);
}

/** GET operations/{id}: status of an operation. */
export function operationStatusRoute(
  provider: AsyncOperation['provider'],
  operation: string,
): ArmRoute {
  return {
    operation,
    specification: 'async-api-reference/v1.0/Status',
    method: 'GET',
    path: `/subscriptions/{subscriptionId}/providers/${provider}/locations/{region}/operations/{operation}`,
    action: `${provider}/locations/operations/read`,
    handle: (simulation, call) =>
      operationStatus(simulation, findOperation(simulation, call), call.now),
  };
}

function operationStatus(simulation: Simulation, operation: AsyncOperation, now: number): ArmReply {
  if (now < operation.doneAt) {
    const retryAfter = String(simulation.clock.retryAfter(RETRY_AFTER_SECONDS));
    return { status: 200, headers: { 'Retry-After': retryAfter }, body: { status: 'InProgress' } };
  }
  if (operation.error) return { status: 200, body: { status: 'Failed', error: operation.error } };
  // Recorded for stop and delete. A create returns only the status.
  const properties = operation.kind === 'create' ? {} : { properties: {} };
  return { status: 200, body: { status: 'Succeeded', ...properties } };
}
