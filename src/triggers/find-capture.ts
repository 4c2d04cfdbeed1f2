import type { DurableClient, DurableOrchestrationStatus } from 'durable-functions';
import { findInstance } from '../task-hub/durable-instances.ts';
import { HttpProblem } from './problem.ts';

/** A valid capture id. Ids become parts of request paths, and the app creates only ids of this form. */
const captureId = /^[a-z0-9-]{1,100}$/;

/**
 * Finds the instance behind `/api/captures/{id}`.
 *
 * @throws {HttpProblem} `capture-not-found`, also for an instance of another orchestrator.
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
