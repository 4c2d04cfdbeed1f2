import type { OrchestrationContext, Task } from 'durable-functions';
import type { Machine, Target } from '../alerts/target.ts';
import { isScaleSet, needsLookup } from '../alerts/target.ts';
import { refer } from '../captures/alert-reference.ts';
import type { AlertBrief, Outcome } from '../captures/outcome.ts';
import type { Watcher } from '../captures/session.ts';
import { sessionName } from '../captures/session.ts';
import { awaitSlot } from '../limit/await-slot.ts';
import type { Claim } from '../limit/claim.ts';
import { skipReason } from '../limit/skip-reason.ts';
import type { CapturePlan } from '../rules/plan.ts';
import type { CapturePolicy } from '../rules/policy.ts';
import { CaptureRun } from '../workflow/capture-run.ts';
import { inputOf } from '../workflow/input-of.ts';
import { machineCapture } from './inputs.ts';
import { step } from '../workflow/step.ts';
import type { Traced } from '../workflow/trace.ts';
import { captureSession } from './capture-session.ts';
import { endClaim } from './end-claim.ts';
import { prepareMachine } from './prepare-machine.ts';
import { summarizeFile } from './summarize-file.ts';

/** Input of the `captureMachine` orchestration. */
export interface MachineCapture extends Traced {
  /** See `captures/state-version.ts`. */
  version: number;
  vm: Target;
  plan: CapturePlan;
  policy: CapturePolicy;
  alert: AlertBrief;
  /** Id of the `captureOnAlert` instance. */
  captureId: string;
  /** When the alert arrived, in ISO 8601 UTC. */
  arrivedAt: string;
}

/**
 * The `captureMachine` orchestration: captures one machine. A failed capture is a normal outcome.
 *
 * @throws {OtherVersion}
 */
export function* captureMachine(context: OrchestrationContext): Generator<Task, Outcome, unknown> {
  const input = inputOf(context, machineCapture);
  const { plan, policy, alert } = input;
  const job = { plan, alert, onResolved: policy.onResolved };
  const run = new CaptureRun(context, job, { vm: input.vm.id, warnings: [] });
  let outcome: Outcome;
  try {
    run.stage('resolving');
    const vm = yield* findMachine(run, input.vm);
    const watcher = yield* prepareMachine(run, vm, policy);
    run.learn({ watcher: watcher.id });
    outcome = yield* captureClaimed(run, watcher, claimFor(context, vm, input), policy);
  } catch (error) {
    outcome = run.fail(error, 'captureMachine');
  }
  run.stage('summarizing');
  const ended = yield* summarizeFile(context, outcome, plan.storageAccountId);
  run.stage('ended');
  return ended;
}

function* findMachine(run: CaptureRun, target: Target): Generator<Task, Machine, unknown> {
  const vm = needsLookup(target) ? yield* step(run.context, 'resolveTarget', target, run) : target;
  run.learn({
    vm: vm.id,
    ...(isScaleSet(vm) && vm.instances.length > 0 && { instances: vm.instances }),
  });
  return vm;
}

/** Captures the machine after its claim is granted, and always ends the claim. */
function* captureClaimed(
  run: CaptureRun,
  watcher: Watcher,
  claim: Claim,
  policy: CapturePolicy,
): Generator<Task, Outcome, unknown> {
  let outcome: Outcome;
  let isLeft = false;
  try {
    run.stage('claiming');
    const slot = yield* awaitSlot(run, watcher, claim, policy);
    switch (slot.state) {
      case 'ended':
        return slot.outcome;
      case 'granted':
        ({ outcome, isLeft } = yield* captureSession(
          run,
          { watcher, name: claim.session },
          claim,
          policy.notifyOnStart === true,
        ));
        break;
      case 'attached':
        outcome = run.end({ end: 'attached', to: slot.to });
        break;
      case 'cooldown':
        outcome = run.end({ end: 'cooldown', last: slot.outcome });
        break;
      default:
        outcome = run.end({ end: 'skipped', reason: skipReason(slot, policy) });
    }
  } catch (error) {
    outcome = run.fail(error, 'captureMachine');
  }
  return yield* endClaim(run, watcher, claim, { outcome, isLeft }, policy.cooldownSeconds);
}

function claimFor(
  context: OrchestrationContext,
  vm: Machine,
  { captureId, alert, plan, arrivedAt }: MachineCapture,
): Claim {
  const holder = context.df.instanceId;
  const session = sessionName(holder);
  return { holder, vm, session, plan, alert: refer(captureId, alert), arrivedAt };
}
