import type { OrchestrationContext, Task } from 'durable-functions';
import type { Machine, Target } from '../alerts/target.ts';
import { isScaleSet, needsLookup } from '../alerts/target.ts';
import type { Claim } from '../limit/claim.ts';
import { refer } from '../captures/alert-reference.ts';
import { failureOf } from '../captures/failure.ts';
import type { AlertBrief, CaptureFacts, Outcome } from '../captures/outcome.ts';
import type { CapturePlan } from '../rules/plan.ts';
import type { CapturePolicy } from '../rules/policy.ts';
import type { TargetStage } from '../captures/progress.ts';
import type { Watcher } from '../captures/session.ts';
import { sessionName } from '../captures/session.ts';
import { awaitSlot } from '../limit/await-slot.ts';
import { captureSession } from './capture-session.ts';
import { readInput } from '../captures/read-input.ts';
import { captureTarget as inputSchema } from './inputs.ts';
import { timestamp } from '../workflow/clock.ts';
import { stageTeller } from '../workflow/log.ts';
import { prepareMachine } from './prepare-machine.ts';
import { listen } from '../workflow/signals.ts';
import { skipReason } from '../limit/skip-reason.ts';
import { releaseSlot } from '../limit/slots-client.ts';
import { step } from '../workflow/step.ts';
import { summarizeFile } from './summarize-file.ts';

/** Input of the `captureTarget` orchestration. */
export interface CaptureTarget {
  vm: Target;
  plan: CapturePlan;
  policy: CapturePolicy;
  alert: AlertBrief;
  /** Id of the instance that tells what becomes of it. */
  captureId: string;
  /** ISO 8601 UTC. */
  arrivedAt: string;
}

/** Captures one machine. Whatever happens is an outcome; nothing is thrown. */
export function* captureTarget(context: OrchestrationContext): Generator<Task, Outcome, unknown> {
  const target = readInput(inputSchema, context.df.getInput());
  const facts: CaptureFacts = { vm: target.vm.id, warnings: [] };
  const tell = stageTeller(context, facts);

  try {
    tell('resolving');
    const vm = needsLookup(target.vm)
      ? yield* step(context, 'resolveTarget', target.vm)
      : target.vm;
    facts.vm = vm.id;
    if (isScaleSet(vm) && vm.instances.length > 0) facts.instances = vm.instances;
    const watcher = yield* prepareMachine(context, vm, target, tell);
    facts.watcher = watcher.id;

    const claim = claimFor(context, vm, watcher, target);
    const outcome = yield* captureClaimed(context, claim, target, facts, tell);
    const alsoFor = yield* releaseSlot(context, claim, outcome, target.policy.cooldownSeconds);
    tell('summarizing');
    const ended = yield* summarizeFile(context, outcome, target.plan.storageAccountId);
    return { ...ended, ...(alsoFor.length > 0 && { alsoFor }) };
  } catch (error) {
    const failure = failureOf(error, 'captureTarget');
    return { ...facts, end: 'failed', failure, endedAt: timestamp(context) };
  } finally {
    tell('ended');
  }
}

/** Captures the machine once it is this instance's turn, unless another captures it already, or just has. */
function* captureClaimed(
  context: OrchestrationContext,
  claim: Claim,
  { policy, alert }: CaptureTarget,
  facts: CaptureFacts,
  tell: (stage: TargetStage) => void,
): Generator<Task, Outcome, unknown> {
  const signals = listen(context, policy.onResolved);
  try {
    tell('claiming');
    const slot = yield* awaitSlot(context, claim, policy, facts, signals, () => tell('waiting'));
    switch (slot.state) {
      case 'granted':
        facts.session = claim.session.name;
        return yield* captureSession(context, { claim, alert, facts, tell }, signals);
      case 'attached':
        return { ...facts, end: 'attached', to: slot.to, endedAt: timestamp(context) };
      case 'cooling':
        return { ...facts, end: 'cooldown', last: slot.outcome, endedAt: timestamp(context) };
      default:
        return {
          ...facts,
          end: 'skipped',
          reason: skipReason(slot, policy),
          endedAt: timestamp(context),
        };
    }
  } catch (error) {
    const failure = failureOf(error, 'captureTarget');
    return { ...facts, end: 'failed', failure, endedAt: timestamp(context) };
  }
}

function claimFor(
  context: OrchestrationContext,
  vm: Machine,
  watcher: Watcher,
  { captureId, alert, plan, arrivedAt }: CaptureTarget,
): Claim {
  const holder = context.df.instanceId;
  const session = { watcher, name: sessionName(holder) };
  return { holder, vm, session, plan, alert: refer(captureId, alert), arrivedAt };
}
