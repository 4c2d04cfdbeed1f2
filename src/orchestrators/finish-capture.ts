import type { OrchestrationContext, Task } from 'durable-functions';
import type { Claim } from '../limit/claim.ts';
import type { CaptureFacts, CaptureReport, Outcome } from '../captures/outcome.ts';
import { isListed } from '../captures/session-list.ts';
import type { CaptureResult } from '../captures/alert-capture.ts';
import { readInput } from '../captures/read-input.ts';
import { lostCapture } from './inputs.ts';
import { finishSession } from './capture-session.ts';
import { sleep, timestamp } from '../workflow/clock.ts';
import { deliver } from './deliver.ts';
import { stageTeller } from '../workflow/log.ts';
import { releaseSlot, takeOver } from '../limit/slots-client.ts';
import { step } from '../workflow/step.ts';
import { summarizeFile } from './summarize-file.ts';

/** An activity that was under way when its instance ended may still create the session, for so long. */
const stragglerSeconds = 360;

/** Input of the `finishCapture` orchestration. */
export interface LostCapture {
  claim: Claim;
  /** What became of the instance that held the claim. */
  fate: string;
}

/** Finishes what an instance left behind that was terminated or purged, and tells of it. */
export function* finishCapture(
  context: OrchestrationContext,
): Generator<Task, CaptureResult | undefined, unknown> {
  const { claim: lost, fate } = readInput(lostCapture, context.df.getInput());
  const startedAt = timestamp(context);
  const taken = yield* takeOver(context, lost);
  if (taken === undefined) return undefined;

  const { wasHeld, ...claim } = taken;
  const outcome = wasHeld
    ? yield* finishHeld(context, claim, fate)
    : neverStarted(context, claim, fate);
  const alsoFor = yield* releaseSlot(context, claim);
  const ended = yield* summarizeFile(context, outcome, claim.plan.storageAccountId);
  const report: CaptureReport = {
    id: context.df.instanceId,
    alert: claim.alert,
    plan: claim.plan,
    warnings: [],
    captures: [{ ...ended, ...(alsoFor.length > 0 && { alsoFor }) }],
    startedAt,
    endedAt: timestamp(context),
  };
  return { ...report, deliveries: yield* deliver(context, report) };
}

function* finishHeld(
  context: OrchestrationContext,
  claim: Claim,
  fate: string,
): Generator<Task, Outcome, unknown> {
  const { session, vm, alert } = claim;
  const facts: CaptureFacts = {
    vm: vm.id,
    watcher: session.watcher.id,
    session: session.name,
    warnings: [`The instance ${claim.alert.id} that ran the capture ${fate}.`],
  };
  const tell = stageTeller(context, facts);
  tell('stopping');
  const { listed } = yield* step(context, 'enforceLimit', session.watcher);
  if (!isListed(listed, session.name)) yield* sleep(context, stragglerSeconds);
  return yield* finishSession(context, { claim, alert, facts, tell });
}

function neverStarted(context: OrchestrationContext, { vm }: Claim, fate: string): Outcome {
  return {
    vm: vm.id,
    warnings: [],
    end: 'skipped',
    reason: {
      code: 'CalledOff',
      message: `It was still waiting for a session when its instance ${fate}.`,
      advice: 'Send the alert again if the capture is still wanted.',
    },
    endedAt: timestamp(context),
  };
}
