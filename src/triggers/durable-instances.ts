import type { DurableClient, DurableOrchestrationStatus } from 'durable-functions';
import { OrchestrationRuntimeStatus as Status } from 'durable-functions';
import { HttpProblem } from './problem.ts';

/*
 * The SDK's client tells what went wrong only in the text of its errors; this is the one place that reads it.
 */

/** The problem that the task hub cannot be asked; the cause goes to the log. */
export const unavailable = (cause: unknown): HttpProblem => {
  const problem = new HttpProblem({
    kind: 'unavailable',
    status: 503,
    title: 'The task hub does not answer',
    detail: 'Send the request again later.',
    retryAfterSeconds: 5,
  });
  problem.cause = cause;
  return problem;
};

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : '');

/**
 * The status of an instance, with its input; undefined if there is none.
 *
 * @throws {HttpProblem} `unavailable`.
 */
export async function findInstance(
  client: DurableClient,
  id: string,
): Promise<DurableOrchestrationStatus | undefined> {
  try {
    return await client.getStatus(id, { showInput: true });
  } catch (error) {
    if (messageOf(error).includes('HTTP 404')) return undefined;
    throw unavailable(error);
  }
}

/**
 * Starts an instance; one that runs already is left as it is.
 *
 * @throws {HttpProblem} `unavailable`.
 */
export async function startInstance(
  client: DurableClient,
  orchestrator: string,
  instanceId: string,
  input: unknown,
): Promise<void> {
  try {
    await client.startNew(orchestrator, { instanceId, input });
  } catch (error) {
    if (!messageOf(error).includes('status code: 409')) throw unavailable(error);
  }
}

/**
 * Raises an event; one for an instance that has ended is dropped.
 *
 * @returns false when there is no such instance.
 * @throws {HttpProblem} `unavailable`.
 */
export async function raiseEvent(
  client: DurableClient,
  instanceId: string,
  event: string,
  data: unknown,
): Promise<boolean> {
  try {
    await client.raiseEvent(instanceId, event, data);
    return true;
  } catch (error) {
    if (messageOf(error).startsWith('No instance with ID')) return false;
    throw unavailable(error);
  }
}

/** Whether an instance goes on; one that is not there does not. */
export const isAlive = (status: DurableOrchestrationStatus | undefined): boolean =>
  status !== undefined &&
  ![Status.Completed, Status.Failed, Status.Terminated, Status.Canceled].includes(
    status.runtimeStatus,
  );

/**
 * The instances created up to a time, whatever their orchestrator.
 *
 * @throws {HttpProblem} `unavailable`.
 */
export async function listInstances(
  client: DurableClient,
  filter: Parameters<DurableClient['getStatusBy']>[0],
): Promise<DurableOrchestrationStatus[]> {
  try {
    return await client.getStatusBy(filter);
  } catch (error) {
    throw unavailable(error);
  }
}
