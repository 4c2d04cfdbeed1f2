import type { DurableClient, DurableOrchestrationStatus } from 'durable-functions';
import type { Alert } from '../alerts/alert.ts';
import { runtimeStatuses } from '../views/capture-view.ts';
import { requestOf } from '../views/instance-parts.ts';
import { listInstances } from '../task-hub/durable-instances.ts';

/**
 * Finds the running instance that an alert started, for the resolution of an alert without an id. The
 * time of the resolution differs, so its instance id does too.
 *
 * @throws {TaskHubUnavailable}
 */
export async function findSeries(
  client: DurableClient,
  { series }: Alert,
): Promise<DurableOrchestrationStatus | undefined> {
  if (series === undefined) return undefined;
  const { starting, running } = runtimeStatuses;
  const instances = await listInstances(client, { runtimeStatus: [...starting, ...running] });
  return instances
    .filter(({ name }) => name === 'captureOnAlert')
    .find((status) => requestOf(status).alert.series === series);
}
