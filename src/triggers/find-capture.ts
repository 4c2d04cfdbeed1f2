import type { DurableClient, DurableOrchestrationStatus } from 'durable-functions';
import { findInstance } from '../task-hub/durable-instances.ts';
import { HttpProblem } from './problem.ts';

/** Ids go into the paths of requests; no others than these are ever given out. */
const captureId = /^[a-z0-9-]{1,100}$/;

/**
 * Finds the instance behind `/api/captures/{id}`.
 *
 * @throws {HttpProblem} `capture-not-found`, also for an instance of something else.
 */
export async function findCapture(
  client: DurableClient,
  id: string | undefined,
): Promise<DurableOrchestrationStatus> {
  const status =
    id !== undefined && captureId.test(id) ? await findInstance(client, id) : undefined;
  if (status?.name !== 'captureOnAlert') {
    throw new HttpProblem({
      kind: 'capture-not-found',
      status: 404,
      title: 'There is no such capture',
      detail: 'GET /api/captures lists the captures there are.',
      errors: [{ field: 'id', expected: 'the id of a capture', got: JSON.stringify(id ?? '') }],
    });
  }
  return status;
}
