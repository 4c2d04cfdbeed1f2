import type { OrchestrationContext, Task } from 'durable-functions';
import type { TrafficRequest } from '../activities/summarize-traffic.ts';
import { failureOf } from '../captures/failure.ts';
import type { Result } from '../captures/failure.ts';
import type { Outcome } from '../captures/outcome.ts';
import type { TrafficDigest } from '../captures/traffic-digest.ts';
import { timer } from '../workflow/clock.ts';

/** The activity reads for a minute at most; a busy app may start it late. */
const patienceSeconds = 180;

/**
 * Adds to an outcome what the traffic in its file was. The outcome is not held up for long by that,
 * nor hidden: what goes wrong is a warning.
 */
export function* summarizeFile(
  context: OrchestrationContext,
  outcome: Outcome,
  storageAccountId: string,
): Generator<Task, Outcome, unknown> {
  const file = 'file' in outcome ? outcome.file : undefined;
  if (file === undefined || !('url' in file)) return outcome;
  const result = yield* readWithin(context, { fileUrl: file.url, storageAccountId });
  if (result.ok) return { ...outcome, traffic: result.value };
  const { code, message } = result.failure;
  const warning = `The traffic in ${file.url} was not summed up (${code}): ${message}`;
  return { ...outcome, warnings: [...outcome.warnings, warning] };
}

function* readWithin(
  context: OrchestrationContext,
  request: TrafficRequest,
): Generator<Task, Result<TrafficDigest>, unknown> {
  const step = 'summarizeTraffic';
  const reading = context.df.callActivity(step, request);
  const timeout = timer(context, patienceSeconds);
  try {
    if ((yield context.df.Task.any([reading, timeout])) === timeout) {
      throw new Error(`It took longer than ${patienceSeconds} seconds.`);
    }
    timeout.cancel();
    return (yield reading) as Result<TrafficDigest>;
  } catch (error) {
    return { ok: false, failure: failureOf(error, step) };
  }
}
