import type { OrchestrationContext, Task } from 'durable-functions';
import type { TrafficRequest } from '../activities/summarize-traffic.ts';
import { failureOf } from '../captures/failure.ts';
import type { Result } from '../captures/failure.ts';
import type { Outcome } from '../captures/outcome.ts';
import { storedFile, storedFiles } from '../captures/outcome.ts';
import type { TrafficDigest } from '../captures/traffic-digest.ts';
import { completesWithin, isOver } from '../workflow/signals.ts';
import { resultOf, start } from '../workflow/step.ts';

/** The activity reads for at most a minute, but a busy app may start it late. */
const patienceSeconds = 180;

/** Maximum number of files to read. If a capture has more, the first ones are read. */
const mostFiles = 10;

/**
 * Adds a summary of the traffic in its files to an outcome. A file that cannot be read in time becomes a
 * warning.
 */
export function* summarizeFile(
  context: OrchestrationContext,
  outcome: Outcome,
  storageAccountId: string,
): Generator<Task, Outcome, unknown> {
  const file = storedFile(outcome);
  if (file === undefined) return outcome;
  const warnings = [...outcome.warnings];
  let traffic: TrafficDigest | undefined;
  const { fileCount = 1 } = file;
  for (const { url } of storedFiles(file).slice(0, mostFiles)) {
    const result = yield* readWithin(context, { fileUrl: url, storageAccountId });
    if (result.ok) {
      traffic = joined(traffic, result.value, fileCount > 1 ? url : undefined);
    } else {
      const { code, message } = result.failure;
      warnings.push(`The traffic in ${url} was not summarized (${code}): ${message}`);
    }
  }
  if (fileCount > mostFiles) {
    warnings.push(`The traffic of ${mostFiles} of ${fileCount} files was summarized.`);
  }
  return { ...outcome, ...(traffic && { traffic }), warnings };
}

/** The lines of each file, with its name as the heading if there are several files. */
function joined(
  before: TrafficDigest | undefined,
  { summaryUrl, lines }: TrafficDigest,
  url: string | undefined,
): TrafficDigest {
  const name = url?.split('/').at(-1);
  const named = name === undefined ? lines : lines.map((line) => `${name}: ${line}`);
  return {
    summaryUrl: before?.summaryUrl ?? summaryUrl,
    lines: [...(before?.lines ?? []), ...named],
  };
}

function* readWithin(
  context: OrchestrationContext,
  request: TrafficRequest,
): Generator<Task, Result<TrafficDigest>, unknown> {
  const reading = start(context, 'summarizeTraffic', request);
  yield* completesWithin(context, [reading.task], patienceSeconds);
  if (isOver(reading.task)) return yield* resultOf(reading);
  const slow = new Error(`It took longer than ${patienceSeconds} seconds.`);
  return { ok: false, failure: failureOf(slow, 'summarizeTraffic') };
}
