import type { Task } from 'durable-functions';
import type { AlertReference } from '../captures/alert-reference.ts';
import type { CaptureRun } from '../workflow/capture-run.ts';
import { timestamp } from '../workflow/clock.ts';
import { log } from '../workflow/log.ts';
import { resultOf, start } from '../workflow/step.ts';

/**
 * Tells the receivers that the capture runs. A signal that ends the capture does not wait for them. A
 * receiver that was not reached becomes a warning.
 */
export function* announce(run: CaptureRun, alert: AlertReference): Generator<Task, void, unknown> {
  const { context, plan } = run;
  const { instanceId } = context.df;
  const call = start(context, 'announceCapture', {
    id: `${instanceId}:started`,
    alert,
    plan,
    capture: run.facts,
    startedAt: timestamp(context),
  });
  if ((yield* run.until(call.task)) !== undefined) return;
  const result = yield* resultOf(call);
  const unreached = result.ok ? result.value : [{ receiver: 'all', failure: result.failure }];
  for (const { receiver, failure } of unreached) {
    log(context, 'warn', 'failed', { ...failure, receiver });
    run.warn(
      `The message about the start did not reach the receiver ${receiver} (${failure.code}): ${failure.message} ${failure.advice}`,
    );
  }
}
