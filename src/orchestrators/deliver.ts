import type { OrchestrationContext, Task } from 'durable-functions';
import type { CaptureEnd } from '../activities/list-receivers.ts';
import type { NotifyRequest } from '../activities/notify.ts';
import { failureOf } from '../captures/failure.ts';
import type { CaptureReport, Delivery, Outcome } from '../captures/outcome.ts';
import { deliveryInstanceId } from '../captures/progress.ts';
import { stateVersion } from '../captures/state-version.ts';
import { delivery } from './inputs.ts';
import { settle } from '../workflow/settle.ts';
import { step } from '../workflow/step.ts';
import { inputOf } from '../workflow/input-of.ts';
import type { Traced } from '../workflow/trace.ts';
import { isTraced, traceOf } from '../workflow/trace.ts';

/** Input of the `deliverReport` orchestration. */
export interface ReportDelivery extends NotifyRequest, Traced {
  /** See `captures/state-version.ts`. */
  version: number;
}

/**
 * Notifies every receiver, each in a separate instance, so that an unavailable receiver does not delay the
 * others. It never throws, because a failure must not hide the outcome.
 */
export function* deliver(
  context: OrchestrationContext,
  report: CaptureReport,
): Generator<Task, Delivery[], unknown> {
  let receivers: string[];
  try {
    // Only with telemetry, so that other instances keep the input that they recorded.
    const measured = isTraced(context) ? { ends: report.captures.map(endOf) } : undefined;
    receivers = yield* step(context, 'listReceivers', measured);
  } catch (error) {
    return [{ receiver: 'all', state: 'failed', failure: failureOf(error, 'listReceivers') }];
  }
  return yield* deliverTo(context, report, receivers);
}

/** Notifies these receivers, in the same way. */
export function* deliverTo(
  context: OrchestrationContext,
  report: CaptureReport,
  receivers: string[],
): Generator<Task, Delivery[], unknown> {
  const tasks = receivers.map((receiver) => {
    const input: ReportDelivery = {
      version: stateVersion,
      receiver,
      report,
      ...traceOf(context),
    };
    const childId = deliveryInstanceId(report.id, receiver);
    return context.df.callSubOrchestrator('deliverReport', input, childId);
  });
  const settled = yield* settle<Delivery>(context, tasks);
  return receivers.map((receiver, index) => {
    const result = settled[index];
    if (result?.ok) return result.value;
    return { receiver, state: 'failed', failure: failureOf(result?.error, 'deliverReport') };
  });
}

/** How a capture ended, as far as it is counted. */
function endOf(outcome: Outcome): CaptureEnd {
  const { end } = outcome;
  if ('failure' in outcome) return { end, code: outcome.failure.code };
  return 'reason' in outcome ? { end, code: outcome.reason.code } : { end };
}

/**
 * The `deliverReport` orchestration: notifies one receiver, with retries for a limited time.
 *
 * @throws {OtherVersion}
 */
export function* deliverReport(context: OrchestrationContext): Generator<Task, Delivery, unknown> {
  const { receiver, report } = inputOf(context, delivery);
  try {
    return { receiver, state: yield* step(context, 'notify', { receiver, report }) };
  } catch (error) {
    return { receiver, state: 'failed', failure: failureOf(error, 'notify') };
  }
}
