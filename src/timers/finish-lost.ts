import type { InvocationContext } from '@azure/functions';
import type { DurableClient, DurableOrchestrationStatus } from 'durable-functions';
import { OrchestrationRuntimeStatus } from 'durable-functions';
import { logLine } from '../captures/log-line.ts';
import type { Outcome } from '../captures/outcome.ts';
import type { Watcher } from '../captures/session.ts';
import { stateVersion } from '../captures/state-version.ts';
import type { Claim } from '../limit/claim.ts';
import { allSlots } from '../limit/entities.ts';
import type { SlotCall } from '../limit/slots-entity.ts';
import type { SlotsState } from '../limit/slots-state.ts';
import { allClaims } from '../limit/slots-state.ts';
import type { LostCapture } from '../orchestrators/finish-capture.ts';
import { findInstance, isAlive, startInstance } from '../task-hub/durable-instances.ts';
import { attempt } from './attempt.ts';

/**
 * Starts the finish of captures whose instance was terminated or purged, or has failed. Otherwise their
 * sessions would stay at the watcher, and their machines would stay claimed, forever.
 */
export async function finishLost(
  client: DurableClient,
  state: SlotsState,
  context: InvocationContext,
): Promise<void> {
  for (const { watcher, claim } of allClaims(state)) {
    await attempt('finishLost', context, async () => {
      const holder = await findInstance(client, claim.holder);
      if (holder?.runtimeStatus === OrchestrationRuntimeStatus.Completed) {
        await releaseFor(client, watcher, claim, holder);
        return;
      }
      const fate = await fateOf(client, claim, holder);
      if (fate !== undefined) await startFinish(client, watcher, claim, fate, context);
    });
  }
}

/** Starts the instance that finishes a capture. Repeated calls start it only once. */
export async function startFinish(
  client: DurableClient,
  watcher: Watcher,
  claim: Claim,
  fate: string,
  context: InvocationContext,
): Promise<void> {
  const id = `${claim.holder}:finish`;
  const input: LostCapture = { version: stateVersion, watcher, claim, fate };
  await startInstance(client, 'finishCapture', id, input);
  const subject = { instanceId: claim.holder, alert: claim.alert.rule, vm: claim.vm.id };
  context.warn(logLine('lost', { ...subject, fate, finishedBy: id }));
}

/** Releases the claim of a capture that ended without releasing it. */
async function releaseFor(
  client: DurableClient,
  watcher: Watcher,
  claim: Claim,
  { output }: DurableOrchestrationStatus,
): Promise<void> {
  // The output of a finishCapture instance is the whole report.
  const { captures } = (output ?? {}) as { captures?: Outcome[] };
  const outcome = captures?.[0] ?? (output as Outcome);
  const request = { claim, now: new Date().toISOString(), outcome, cooldownSeconds: 0 };
  const call: SlotCall<'release'> = { watcher, request };
  await client.signalEntity(allSlots, 'release', call);
}

/** What happened to the instances of a claim; undefined while they still follow it. */
async function fateOf(
  client: DurableClient,
  claim: Claim,
  holder: DurableOrchestrationStatus | undefined,
): Promise<string | undefined> {
  if (!isAlive(holder)) return fateIn(holder);
  // An instance that finishes a capture reports the outcome itself.
  if (claim.holder.endsWith(':finish')) return undefined;
  const reporter = await findInstance(client, claim.alert.id);
  if (isAlive(reporter)) return undefined;
  // Otherwise the capture would continue, and no one would be notified.
  await client.terminate(claim.holder, `The instance ${claim.alert.id} is gone.`);
  return fateIn(reporter);
}

/** What happened to an instance, in words. */
export const fateIn = (status: DurableOrchestrationStatus | undefined): string =>
  status === undefined ? 'was purged' : `was ${status.runtimeStatus.toLowerCase()}`;
