import type { Task } from 'durable-functions';
import type { Machine } from '../alerts/target.ts';
import { isScaleSet } from '../alerts/target.ts';
import { agentMissing, agentUpdating, CaptureFailed, failureOf } from '../captures/failure.ts';
import type { CapturePolicy } from '../rules/policy.ts';
import type { Watcher } from '../captures/session.ts';
import type { CaptureRun } from '../workflow/capture-run.ts';
import { sleep } from '../workflow/clock.ts';
import { Elapsed } from '../workflow/elapsed.ts';
import { step } from '../workflow/step.ts';

const secondsBetweenLooks = 10;
const installSeconds = 600;

/**
 * Checks, as far as possible in advance, that the machine can be captured and the capture can be stored.
 * Installs the agent if it is missing and the policy allows it.
 *
 * @returns the watcher of the machine's region.
 * @throws {CaptureFailed} with the reason why it cannot be captured.
 * @throws {CalledOff}
 */
export function* prepareMachine(
  run: CaptureRun,
  vm: Machine,
  policy: CapturePolicy,
): Generator<Task, Watcher, unknown> {
  const { context } = run;
  const { storageAccountId, filePath } = run.plan;
  const request = { vm, ...(filePath === undefined && { storageAccountId }) };
  try {
    return yield* step(context, 'resolveWatcher', request, run);
  } catch (error) {
    const { code } = failureOf(error, 'resolveWatcher');
    const lacksAgent = code === agentMissing || code === agentUpdating;
    if (!lacksAgent || !policy.installAgent || isScaleSet(vm)) throw error;
    run.stage('installing');
    yield* installAgent(run, vm);
    return yield* step(context, 'resolveWatcher', request, run);
  }
}

function* installAgent(run: CaptureRun, vm: Machine): Generator<Task, void, unknown> {
  const { context } = run;
  const elapsed = new Elapsed(context);
  while ((yield* step(context, 'installAgent', vm, run)) !== 'installed') {
    if (elapsed.count(secondsBetweenLooks) >= installSeconds) {
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
