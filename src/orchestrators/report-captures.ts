import type { OrchestrationContext, Task } from 'durable-functions';
import type { CaptureResult } from '../captures/alert-capture.ts';
import type { CaptureReport } from '../captures/outcome.ts';
import { inputOf } from '../workflow/input-of.ts';
import { deliverTo } from './deliver.ts';
import { reportOrder } from './inputs.ts';

/** Input of the `reportCaptures` orchestration. */
export interface ReportOrder {
  /** See `captures/state-version.ts`. */
  version: number;
  report: CaptureReport;
  /** Names of the receivers to notify. */
  receivers: string[];
}

/**
 * The `reportCaptures` orchestration: sends the notification of an instance that failed before it had sent it.
 *
 * @throws {OtherVersion}
 */
export function* reportCaptures(
  context: OrchestrationContext,
): Generator<Task, CaptureResult, unknown> {
  const { report, receivers } = inputOf(context, reportOrder);
  return { ...report, deliveries: yield* deliverTo(context, report, receivers) };
}
