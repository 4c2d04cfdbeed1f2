import type { DurableClient, DurableOrchestrationStatus } from 'durable-functions';
import { OrchestrationRuntimeStatus as Status } from 'durable-functions';
import { TaskHubUnavailable } from './task-hub-unavailable.ts';

// The SDK's client reports the kind of an error only in its text. Only this file reads that text.

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : '');

/**
 * Status of an instance, with its input; undefined if there is none.
 *
 * @throws {TaskHubUnavailable}
 */
export async function findInstance(
  client: DurableClient,
  id: string,
): Promise<DurableOrchestrationStatus | undefined> {
  try {
    return await client.getStatus(id, { showInput: true });
  } catch (error) {
    if (messageOf(error).includes('HTTP 404')) return undefined;
    throw new TaskHubUnavailable(error);
  }
}

/**
 * Status of an instance that is a part of another one; undefined also if the task hub does not know it at the
 * moment. Between two executions of an instance, the extension answers 500 with the status `Unknown`.
 */
export async function findPart(
  client: DurableClient,
  id: string,
): Promise<DurableOrchestrationStatus | undefined> {
  try {
    return await findInstance(client, id);
  } catch (error) {
    if (error instanceof TaskHubUnavailable) return undefined;
    throw error;
  }
}

/**
 * Starts an instance. Does nothing if it already runs.
 *
 * @returns false if it already runs.
 * @throws {TaskHubUnavailable}
 */
export async function startInstance(
  client: DurableClient,
  orchestrator: string,
  instanceId: string,
  input: unknown,
): Promise<boolean> {
  try {
    await client.startNew(orchestrator, { instanceId, input });
    return true;
  } catch (error) {
    if (messageOf(error).includes('status code: 409')) return false;
    throw new TaskHubUnavailable(error);
  }
}

/**
 * Raises an event. An event for an instance that has ended is dropped.
 *
 * @returns false if there is no such instance.
 * @throws {TaskHubUnavailable}
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
    throw new TaskHubUnavailable(error);
  }
}

/**
 * Terminates an instance. Does nothing if it has ended or does not exist.
 *
 * @throws {TaskHubUnavailable}
 */
export async function terminateInstance(
  client: DurableClient,
  instanceId: string,
  reason: string,
): Promise<void> {
  try {
    await client.terminate(instanceId, reason);
  } catch (error) {
    if (!messageOf(error).startsWith('No instance with ID')) throw new TaskHubUnavailable(error);
  }
}

/**
 * Deletes the history of an instance that has ended. Does nothing if it does not exist.
 *
 * @returns false if it has not ended. A terminated instance takes a moment to end.
 * @throws {TaskHubUnavailable}
 */
export async function purgeInstance(client: DurableClient, instanceId: string): Promise<boolean> {
  try {
    await client.purgeInstanceHistory(instanceId);
    return true;
  } catch (error) {
    if (messageOf(error).includes('status code: 412')) return false;
    throw new TaskHubUnavailable(error);
  }
}

/** Runtime statuses of instances that have not ended. */
export const activeStatuses = [
  Status.Pending,
  Status.Running,
  Status.ContinuedAsNew,
  Status.Suspended,
] as const;

/** Whether an instance exists and has not ended. */
export const isAlive = (status: DurableOrchestrationStatus | undefined): boolean =>
  status !== undefined &&
  ![Status.Completed, Status.Failed, Status.Terminated, Status.Canceled].includes(
    status.runtimeStatus,
  );

/**
 * Instances created up to a time, of any orchestrator.
 *
 * @throws {TaskHubUnavailable}
 */
export async function listInstances(
  client: DurableClient,
  filter: Parameters<DurableClient['getStatusBy']>[0],
): Promise<DurableOrchestrationStatus[]> {
  try {
    return await client.getStatusBy(filter);
  } catch (error) {
    throw new TaskHubUnavailable(error);
  }
}
