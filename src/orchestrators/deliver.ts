import type { OrchestrationContext, Task } from 'durable-functions';
import type { NotifyRequest } from '../activities/notify.ts';
import { failureOf } from '../captures/failure.ts';
import type { CaptureReport, Delivery } from '../captures/outcome.ts';
import { deliveryInstanceId } from '../captures/progress.ts';
import { readInput } from '../captures/read-input.ts';
import { delivery } from './inputs.ts';
import { settle } from '../workflow/settle.ts';
import { step } from '../workflow/step.ts';

/**
 * Tells every receiver, each on its own, so that one that is down holds up no other. One that cannot
 * be told does not hide the outcome: nothing is thrown.
 */
export function* deliver(
  context: OrchestrationContext,
  report: CaptureReport,
): Generator<Task, Delivery[], unknown> {
  const receivers = yield* step(context, 'listReceivers', undefined);
  const tasks = receivers.map((receiver) => {
    const input: NotifyRequest = { receiver, report };
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

/** The `deliverReport` orchestration: tells one receiver, and goes on trying for a while. */
export function* deliverReport(context: OrchestrationContext): Generator<Task, Delivery, unknown> {
  const request = readInput(delivery, context.df.getInput());
  const { receiver } = request;
  try {
    return { receiver, state: yield* step(context, 'notify', request) };
  } catch (error) {
    return { receiver, state: 'failed', failure: failureOf(error, 'notify') };
  }
}
