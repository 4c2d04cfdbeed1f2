import type { InvocationContext } from '@azure/functions';
import type { DurableClient, DurableOrchestrationStatus } from 'durable-functions';
import { OrchestrationRuntimeStatus } from 'durable-functions';
import { deleteCapture } from '../activities/delete-capture.ts';
import { toFailure } from '../azure/errors.ts';
import { listSessions } from '../azure/list-sessions.ts';
import { refer } from '../captures/alert-reference.ts';
import { sessionNameTaken } from '../captures/failure.ts';
import { logLine } from '../captures/log-line.ts';
import type { Outcome } from '../captures/outcome.ts';
import { machineOfSession, type Watcher } from '../captures/session.ts';
import type { Claim } from '../limit/claim.ts';
import type { SlotsState, WatcherSlots } from '../limit/slots-state.ts';
import type { MachineCapture } from '../orchestrators/capture-machine.ts';
import { findInstance, isAlive } from '../task-hub/durable-instances.ts';
import { fateIn, startFinish } from './finish-lost.ts';

/** Longer than the service takes to delete a session. */
const deletedWithinMs = 60_000;

/**
 * Deletes our sessions that a watcher lists and that have no claim. A session remains if its deletion was
 * refused, for example because of a lock, or if an activity ran after its orchestration had ended.
 */
export async function deleteLeftovers(
  client: DurableClient,
  { watchers }: SlotsState,
  context: InvocationContext,
): Promise<void> {
  for (const slots of Object.values(watchers)) {
    const { ours } = await listSessions(slots.watcher);
    for (const name of ours) {
      if (!mayBeLeft(slots, name)) continue;
      const id = machineOfSession(name);
      // A session without an instance in this task hub may belong to another deployment of the app.
      const instance = id === undefined ? undefined : await findInstance(client, id);
      if (instance === undefined || isAlive(instance)) continue;
      await remove(client, slots.watcher, name, instance, context);
    }
  }
}

/** Whether the session has no claim and is not currently being deleted. */
function mayBeLeft({ held, waiting, ended }: WatcherSlots, name: string): boolean {
  const isIt = ({ session }: { session: string }): boolean => session.toLowerCase() === name;
  if ([...held, ...waiting].some(isIt)) return false;
  const past = ended.find(isIt);
  return past === undefined || Date.now() - Date.parse(past.at) > deletedWithinMs;
}

async function remove(
  client: DurableClient,
  watcher: Watcher,
  name: string,
  instance: DurableOrchestrationStatus,
  context: InvocationContext,
): Promise<void> {
  const input = instance.input as MachineCapture;
  if (input.plan.keepSession) return;
  if (instance.runtimeStatus !== OrchestrationRuntimeStatus.Completed) {
    const claim = claimOf(instance.instanceId, name, input);
    if (claim !== undefined) await startFinish(client, watcher, claim, fateIn(instance), context);
    return;
  }
  const outcome = instance.output as Outcome;
  if ('failure' in outcome && outcome.failure.code === sessionNameTaken) return;
  const subject = {
    instanceId: instance.instanceId,
    alert: input.alert.rule,
    vm: input.vm.id,
    session: name,
  };
  try {
    await deleteCapture({ watcher, name });
    context.warn(logLine('leftover-deleted', subject));
  } catch (error) {
    const { code, message } = toFailure(error, 'deleteCapture');
    context.warn(logLine('leftover-not-deleted', { ...subject, code, message }));
  }
}

/** Rebuilds the claim of an instance from its input; undefined for a computer that was not resolved. */
export function claimOf(
  holder: string,
  session: string,
  { vm, plan, alert, captureId, arrivedAt }: MachineCapture,
): Claim | undefined {
  if (!('subscriptionId' in vm)) return undefined;
  return { holder, vm, session, plan, alert: refer(captureId, alert), arrivedAt };
}
