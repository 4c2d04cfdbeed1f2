import type { OrchestrationContext, Task } from 'durable-functions';
import type { FinalizeRequest } from '../activities/finalize-capture.ts';
import { CaptureFailed } from '../captures/failure.ts';
import type { CaptureFile } from '../captures/outcome.ts';
import { now, sleep } from '../workflow/clock.ts';
import { step } from '../workflow/step.ts';

const longestWait = 30;

/** As for the activity; the URL is unknown when the service never named one. */
type FileRequest = Omit<FinalizeRequest, 'fileUrl'> & { fileUrl: string | undefined };

/**
 * Waits for the capture file, which appears some time after its session has ended.
 *
 * @throws {CaptureFailed} `FileNotFound` when it is not there after `patienceSeconds`.
 */
export function* awaitFile(
  context: OrchestrationContext,
  { fileUrl, metadata }: FileRequest,
  patienceSeconds: number,
): Generator<Task, CaptureFile, unknown> {
  if (fileUrl === undefined) throw fileNotFound('the service named no file for it.');
  const deadline = now(context) + patienceSeconds * 1000;
  for (let wait = 1; ; wait = Math.min(wait * 2, longestWait)) {
    const file = yield* step(context, 'finalizeCapture', { fileUrl, metadata });
    if (file !== null) return file;
    if (now(context) >= deadline) {
      throw fileNotFound(`its file did not appear at ${fileUrl} in ${patienceSeconds} seconds.`);
    }
    yield* sleep(context, wait);
  }
}

/** Looks once for the file of a capture that went wrong; that there is none is no news then. */
export function* fileIfAny(
  context: OrchestrationContext,
  request: FileRequest,
): Generator<Task, CaptureFile | undefined, unknown> {
  try {
    return yield* awaitFile(context, request, 0);
  } catch {
    return undefined;
  }
}

const fileNotFound = (what: string): CaptureFailed =>
  new CaptureFailed({
    step: 'finalizeCapture',
    code: 'FileNotFound',
    message: `The session has ended, but ${what}`,
    advice:
      'Check that the storage account exists, permits shared keys, and can be reached from the subnet of the machine.',
  });
