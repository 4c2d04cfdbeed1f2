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
import { machineOfSession, sessionName, type Watcher } from '../captures/session.ts';
import type { Claim } from '../limit/claim.ts';
import type { EndedCapture } from '../limit/ended-captures.ts';
import { readOutcome } from '../limit/read-slots.ts';
import type { SlotsState, WatcherSlots } from '../limit/slots-state.ts';
import type { MachineCapture } from '../orchestrators/capture-machine.ts';
import { findInstance, isAlive } from '../task-hub/durable-instances.ts';
import { attempt } from './attempt.ts';
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
    await attempt('deleteLeftovers', context, async () => {
      const { ours } = await listSessions(slots.watcher);
      for (const name of ours) {
        await attempt('deleteLeftovers', context, () => endLeftover(client, slots, name, context));
      }
    });
  }
}

const isBeingDeleted = (past: EndedCapture | undefined): boolean =>
  // A time in the future was written before the clock was set back.
  past !== undefined && Math.abs(Date.now() - Date.parse(past.at)) <= deletedWithinMs;

/** Outcome of a machine capture. One whose instance failed after its end has its outcome in the task hub. */
async function outcomeOf(
  client: DurableClient,
  { instanceId, runtimeStatus, output }: DurableOrchestrationStatus,
): Promise<Outcome | undefined> {
  return runtimeStatus === OrchestrationRuntimeStatus.Completed
    ? (output as Outcome)
    : readOutcome(client, sessionName(instanceId));
}

/** Whether the session belongs to another capture, which had its name first. */
const isNameTaken = (outcome: Outcome | undefined): boolean =>
  outcome !== undefined && 'failure' in outcome && outcome.failure.code === sessionNameTaken;

/** Ends a session unless it has a claim, is being deleted, or is to be kept. */
async function endLeftover(
  client: DurableClient,
  slots: WatcherSlots,
  name: string,
  context: InvocationContext,
): Promise<void> {
  const isIt = ({ session }: { session: string }): boolean => session.toLowerCase() === name;
  const past = slots.ended.find(isIt);
  if ([...slots.held, ...slots.waiting].some(isIt) || isBeingDeleted(past)) return;
  const id = machineOfSession(name);
  // A session without an instance in this task hub may belong to another deployment of the app.
  const instance = id === undefined ? undefined : await findInstance(client, id);
  if (instance === undefined || isAlive(instance)) return;
  if ((instance.input as MachineCapture).plan.keepSession) return;
  const outcome = await outcomeOf(client, instance);
  if (past === undefined && outcome === undefined) {
    await finish(client, slots.watcher, name, instance, context);
  } else if (!isNameTaken(outcome)) {
    await remove(slots.watcher, name, instance, context);
  }
}

/** Starts the finish of a capture whose instance ended before the capture. */
async function finish(
  client: DurableClient,
  watcher: Watcher,
  name: string,
  instance: DurableOrchestrationStatus,
  context: InvocationContext,
): Promise<void> {
  const claim = claimOf(instance.instanceId, name, instance.input as MachineCapture);
  if (claim !== undefined) await startFinish(client, watcher, claim, fateIn(instance), context);
}

/** Deletes the session of a capture that has ended. */
async function remove(
  watcher: Watcher,
  name: string,
  instance: DurableOrchestrationStatus,
  context: InvocationContext,
): Promise<void> {
  const input = instance.input as MachineCapture;
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
