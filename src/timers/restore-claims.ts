import type { InvocationContext } from '@azure/functions';
import type { DurableClient } from 'durable-functions';
import { parseResourceId } from '../alerts/resource-id.ts';
import { logLine } from '../captures/log-line.ts';
import type { MachineProgress } from '../captures/progress.ts';
import type { Watcher } from '../captures/session.ts';
import { stateVersion } from '../captures/state-version.ts';
import { allSlots } from '../limit/entities.ts';
import type { SlotCall } from '../limit/slots-entity.ts';
import { restoredOperation } from '../limit/slots-entity.ts';
import type { SlotsState } from '../limit/slots-state.ts';
import type { MachineCapture } from '../orchestrators/capture-machine.ts';
import { activeStatuses, listInstances } from '../task-hub/durable-instances.ts';
import { claimOf } from './delete-leftovers.ts';

/** Restores the claims of running captures after the state of the slots could not be read. */
export async function restoreClaims(
  client: DurableClient,
  { isIncomplete }: SlotsState,
  context: InvocationContext,
): Promise<void> {
  if (isIncomplete !== true) return;
  const running = await listInstances(client, { runtimeStatus: [...activeStatuses] });
  for (const { name, instanceId, input, customStatus } of running) {
    const capture = input as MachineCapture | null;
    const { watcher: id, session } = (customStatus ?? {}) as Partial<MachineProgress>;
    if (name !== 'captureMachine' || capture?.version !== stateVersion) continue;
    if (id === undefined || session === undefined) continue;
    const claim = claimOf(instanceId, session, capture);
    const watcher = watcherOf(id);
    if (claim === undefined || watcher === undefined) continue;
    const call: SlotCall<'restore'> = { watcher, request: claim };
    await client.signalEntity(allSlots, 'restore', call);
    const subject = { instanceId, alert: claim.alert.rule, vm: claim.vm.id };
    context.warn(logLine('claim-restored', { ...subject, session }));
  }
  await client.signalEntity(allSlots, restoredOperation);
}

/** Builds a watcher from its resource id. Its region is no longer needed. */
function watcherOf(id: string): Watcher | undefined {
  const parsed = parseResourceId(id);
  if (parsed === undefined) return undefined;
  const { subscriptionId, resourceGroup, name } = parsed;
  if (resourceGroup === undefined || name === undefined) return undefined;
  return { id, subscriptionId, resourceGroup, name, location: '' };
}
