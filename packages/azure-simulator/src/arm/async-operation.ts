import { randomUUID } from 'node:crypto';
import type { Simulation } from '../simulation.ts';
import type { AsyncOperation } from '../store/operation-store.ts';
import { ArmError } from '../model/arm-error.ts';
import type { ArmCall, ArmReply, ArmRoute } from './route.ts';

/** Simulated seconds. An operation is done when a client that waits so long asks. */
export const RETRY_AFTER_SECONDS = 10;

/** Simulated seconds that an operation on a session takes; recorded: some 11 with the first poll. */
export const OPERATION_SECONDS = 9;

// Clients keep the origin of the real service and reach the simulator by rewriting it, so the
// URLs they are given have that origin too.
const ORIGIN = 'https://management.azure.com';

// The real URLs are signed and some 3.5 KB long (recorded in 2026). These are as long, so that
// what keeps them is seen to grow, but nothing checks them.
const SIGNATURE = `&t=0&c=${'Simulated'.repeat(320)}&s=${'Simulated'.repeat(38)}&h=${'Simulated'.repeat(4)}`;

/** Begins an operation, to be asked about through the URLs in its headers. */
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

/** The headers that tell a client where to ask, and when. */
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
 * The operation that a call asks about.
 * @throws {ArmError} 404
 */
export function findOperation(simulation: Simulation, call: ArmCall): AsyncOperation {
  const id = call.param('operation');
  const operation = simulation.operations.get(id);
  if (operation) return operation;
  throw new ArmError(404, 'OperationNotFound', `The operation '${id}' was not found.`);
}

/** GET operations/{id}: how an operation is getting on. */
export function operationStatusRoute(
  provider: AsyncOperation['provider'],
  operation: string,
): ArmRoute {
  return {
    operation,
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
  // Recorded for stop and delete; a create has the status alone.
  const properties = operation.kind === 'create' ? {} : { properties: {} };
  return { status: 200, body: { status: 'Succeeded', ...properties } };
}
