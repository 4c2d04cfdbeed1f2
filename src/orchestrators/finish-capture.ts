import type { OrchestrationContext, Task } from 'durable-functions';
import type { CaptureResult } from '../captures/alert-capture.ts';
import type { CaptureReport, Outcome } from '../captures/outcome.ts';
import type { Watcher } from '../captures/session.ts';
import { isListed } from '../captures/session-list.ts';
import type { Claim } from '../limit/claim.ts';
import { claimOf } from '../limit/slots-client.ts';
import { CaptureRun } from '../workflow/capture-run.ts';
import { inputOf } from '../workflow/input-of.ts';
import { sleep, timestamp } from '../workflow/clock.ts';
import { lostCapture } from './inputs.ts';
import { step } from '../workflow/step.ts';
import { finishSession } from './capture-session.ts';
import { deliver } from './deliver.ts';
import { endClaim } from './end-claim.ts';
import { summarizeFile } from './summarize-file.ts';

/** How long an activity that was running when its instance ended may still create the session. */
const stragglerSeconds = 360;

/** Input of the `finishCapture` orchestration. */
export interface LostCapture {
  /** See `captures/state-version.ts`. */
  version: number;
  watcher: Watcher;
  claim: Claim;
  /** What happened to the instance that held the claim, such as `was terminated`. */
  fate: string;
}

/**
 * The `finishCapture` orchestration: finishes a machine capture whose own instance is gone, and reports it.
 *
 * @returns undefined when the capture has ended already.
 * @throws {OtherVersion}
 */
export function* finishCapture(
  context: OrchestrationContext,
): Generator<Task, CaptureResult | undefined, unknown> {
  const { watcher, claim: lost, fate } = inputOf(context, lostCapture);
  const startedAt = timestamp(context);
  const taken = yield* claimOf(context, watcher, lost);
  if (taken === undefined) return undefined;

  const claim = { ...lost, holder: context.df.instanceId };
  const { plan, alert, vm } = claim;
  const run = new CaptureRun(context, { plan, alert }, { vm: vm.id, warnings: [] });
  const { wasHeld } = taken;
  const finished = wasHeld ? yield* finishHeld(run, watcher, claim, fate) : neverStarted(run, fate);
  const ended = { outcome: finished, isLeft: wasHeld };
  const outcome = yield* endClaim(run, watcher, claim, ended);
  const report: CaptureReport = {
    id: context.df.instanceId,
    alert,
    plan,
    warnings: [],
    captures: [yield* summarizeFile(context, outcome, plan.storageAccountId)],
    startedAt,
    endedAt: timestamp(context),
  };
  return { ...report, deliveries: yield* deliver(context, report) };
}

function* finishHeld(
  run: CaptureRun,
  watcher: Watcher,
  { session: name, alert, vm }: Claim,
  fate: string,
): Generator<Task, Outcome, unknown> {
  const session = { watcher, name };
  run.learn({ watcher: watcher.id, session: name });
  run.warn(`The instance ${alert.id} that ran the capture ${fate}.`);
  run.stage('stopping');
  if (!(yield* isThere(run, watcher, name))) yield* sleep(run.context, stragglerSeconds);
  return yield* finishSession(run, session, vm);
}

/** Whether the watcher lists the session. False also if the watcher does not answer. */
function* isThere(
  { context }: CaptureRun,
  watcher: Watcher,
  session: string,
): Generator<Task, boolean, unknown> {
  try {
    const { listed } = yield* step(context, 'enforceLimit', watcher);
    return isListed(listed, session);
  } catch {
    return false;
  }
}

const neverStarted = (run: CaptureRun, fate: string): Outcome =>
  run.end({
    end: 'skipped',
    reason: {
      code: 'CalledOff',
      message: `It was still waiting for a session when its instance ${fate}.`,
      advice: 'Send the alert again if the capture is still wanted.',
    },
  });
