import type { OrchestrationContext, Task } from 'durable-functions';
import type { Machine } from '../alerts/target.ts';
import { isScaleSet } from '../alerts/target.ts';
import { agentMissing, agentUpdating, CaptureFailed, failureOf } from '../captures/failure.ts';
import type { CapturePlan } from '../rules/plan.ts';
import type { CapturePolicy } from '../rules/policy.ts';
import type { TargetStage } from '../captures/progress.ts';
import type { Watcher } from '../captures/session.ts';
import { now, sleep } from '../workflow/clock.ts';
import { step } from '../workflow/step.ts';

const secondsBetweenLooks = 10;
const installSeconds = 600;

/**
 * Makes sure that the machine can be captured, and its capture stored, as far as can be known before.
 *
 * @returns the watcher of its region.
 * @throws {CaptureFailed} saying what stands against it.
 */
export function* prepareMachine(
  context: OrchestrationContext,
  vm: Machine,
  { plan, policy }: { plan: CapturePlan; policy: CapturePolicy },
  tell: (stage: TargetStage) => void,
): Generator<Task, Watcher, unknown> {
  const { storageAccountId, filePath } = plan;
  const request = { vm, ...(filePath === undefined && { storageAccountId }) };
  try {
    return yield* step(context, 'resolveWatcher', request);
  } catch (error) {
    const { code } = failureOf(error, 'resolveWatcher');
    const lacksAgent = code === agentMissing || code === agentUpdating;
    if (!lacksAgent || !policy.installAgent || isScaleSet(vm)) throw error;
    tell('installing');
    yield* installAgent(context, vm);
    return yield* step(context, 'resolveWatcher', request);
  }
}

function* installAgent(context: OrchestrationContext, vm: Machine): Generator<Task, void, unknown> {
  const deadline = now(context) + installSeconds * 1000;
  while ((yield* step(context, 'installAgent', vm)) !== 'installed') {
    if (now(context) >= deadline) {
      throw new CaptureFailed({
        step: 'installAgent',
        code: 'AgentNotInstalled',
        message: `The Network Watcher agent is still being installed after ${installSeconds} seconds.`,
        advice: 'Look at the extensions of the machine in the portal.',
      });
    }
    yield* sleep(context, secondsBetweenLooks);
  }
}
