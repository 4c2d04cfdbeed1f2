import type { OrchestrationContext, Task } from 'durable-functions';
import type { FinalizeRequest } from '../activities/finalize-capture.ts';
import { CaptureFailed } from '../captures/failure.ts';
import type { CaptureFile } from '../captures/outcome.ts';
import { now, sleep } from '../workflow/clock.ts';
import { step } from '../workflow/step.ts';

const longestWait = 30;

/** As for the activity; the URL is unknown when the service never named one. */
export type FileRequest = Omit<FinalizeRequest, 'fileUrl'> & {
  fileUrl: string | undefined;
  /** How many files there must be, where that is known. */
  expectedFiles?: number;
};

/**
 * Waits for the capture's files, which appear some time after its session has ended. When their number
 * is unknown, they are complete when two looks find the same.
 *
 * @returns after `patienceSeconds`, the files that are there.
 * @throws {CaptureFailed} `FileNotFound` when it is not there after `patienceSeconds`.
 */
export function* awaitFile(
  context: OrchestrationContext,
  { fileUrl, expectedFiles, ...request }: FileRequest,
  patienceSeconds: number,
): Generator<Task, CaptureFile, unknown> {
  if (fileUrl === undefined) throw fileNotFound('the service named no file for it.');
  const deadline = now(context) + patienceSeconds * 1000;
  let before: CaptureFile | null = null;
  for (let wait = 1; ; wait = Math.min(wait * 2, longestWait)) {
    const file: CaptureFile | null = yield* step(context, 'finalizeCapture', {
      fileUrl,
      ...request,
    });
    const isLate = now(context) >= deadline;
    if (file !== null && (isLate || isComplete(file, before, expectedFiles))) return file;
    if (isLate) {
      throw fileNotFound(`its file did not appear at ${fileUrl} in ${patienceSeconds} seconds.`);
    }
    before = file;
    yield* sleep(context, wait);
  }
}

function isComplete(
  { fileCount, bytes }: CaptureFile,
  before: CaptureFile | null,
  expectedFiles: number | undefined,
): boolean {
  if (fileCount === undefined) return true;
  if (expectedFiles !== undefined) return fileCount >= expectedFiles;
  return before !== null && before.fileCount === fileCount && before.bytes === bytes;
}

/** Looks once for the files of a capture that failed; there may be none. */
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
