import type { InvocationContext } from '@azure/functions';
import type { DurableClient } from 'durable-functions';
import type { Claim } from '../limit/claim.ts';
import { logLine } from '../captures/log-line.ts';
import type { LostCapture } from '../orchestrators/finish-capture.ts';
import type { AllSlots } from '../limit/slots-entity.ts';
import { allSlots } from '../limit/slots-client.ts';
import { unpackSlots } from '../limit/slots-state.ts';
import { findInstance, isAlive, startInstance } from '../task-hub/durable-instances.ts';

/** NCRONTAB for every so many seconds, up to 60. */
export const sweepSchedule = (seconds: number): string =>
  seconds === 60 ? '0 * * * * *' : `*/${seconds} * * * * *`;

/**
 * Looks for captures that nobody follows any more, since their instance was terminated or purged, and
 * has them finished: their sessions would stand at the watcher, and their machines stay taken, for ever.
 */
export async function sweepCaptures(
  client: DurableClient,
  context: InvocationContext,
): Promise<void> {
  const { entityExists, entityState } = await client.readEntityState<AllSlots>(allSlots);
  if (!entityExists || entityState === undefined) return;
  const slots = Object.values(entityState).map(unpackSlots);
  const claims = slots.flatMap(({ held, waiting }) => [...held, ...waiting]);
  for (const claim of claims) {
    const fate = await fateOf(client, claim);
    if (fate === undefined) continue;
    const id = `${claim.holder}:finish`;
    await startInstance(client, 'finishCapture', id, { claim, fate } satisfies LostCapture);
    context.warn(
      logLine('lost', {
        instanceId: claim.holder,
        alert: claim.alert.rule,
        vm: claim.vm.id,
        fate,
        finishedBy: id,
      }),
    );
  }
}

/** What became of the instances that a claim belongs to; undefined while they follow it. */
async function fateOf(client: DurableClient, claim: Claim): Promise<string | undefined> {
  const holder = await findInstance(client, claim.holder);
  if (!isAlive(holder)) return fateIn(holder?.runtimeStatus);
  // When its capture is finished by another, that one tells what becomes of it.
  if (claim.holder.endsWith(':finish')) return undefined;
  const teller = await findInstance(client, claim.alert.id);
  if (isAlive(teller)) return undefined;
  // It would go on, and nobody would ever be told.
  await client.terminate(claim.holder, `The instance ${claim.alert.id} is no more.`);
  return fateIn(teller?.runtimeStatus);
}

const fateIn = (status: string | undefined): string =>
  status === undefined ? 'was purged' : `was ${status.toLowerCase()}`;
