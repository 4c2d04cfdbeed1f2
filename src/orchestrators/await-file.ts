import type { Task } from 'durable-functions';
import type { FinalizeRequest } from '../activities/finalize-capture.ts';
import type { Machine } from '../alerts/target.ts';
import { isScaleSet } from '../alerts/target.ts';
import { CaptureFailed, failureOf } from '../captures/failure.ts';
import type { CaptureFile, Outcome } from '../captures/outcome.ts';
import type { CapturePlan } from '../rules/plan.ts';
import type { CaptureRun } from '../workflow/capture-run.ts';
import { sleep, timestamp } from '../workflow/clock.ts';
import { Elapsed } from '../workflow/elapsed.ts';
import { step } from '../workflow/step.ts';

const longestWaitSeconds = 30;

/**
 * Waits for the capture's files, which appear some time after its session has ended. If their number is
 * unknown, they are complete when two checks find the same files.
 *
 * @returns the files that exist, at the latest after the plan's grace period.
 * @throws {CaptureFailed} `FileNotFound` if there is none by then.
 */
export function* awaitFile(
  run: CaptureRun,
  vm: Machine,
  end: Outcome['end'],
): Generator<Task, CaptureFile, unknown> {
  const file = yield* lookForFile(run, vm, end, run.plan.graceSeconds);
  const expected = expectedFiles(vm, run.plan);
  if (file.fileCount !== undefined && expected !== undefined && file.fileCount < expected) {
    run.warn(`${file.fileCount} of ${expected} instances wrote a file.`);
  }
  return file;
}

/** Checks once for the files of a failed capture; undefined if there are none. */
export function* fileIfAny(
  run: CaptureRun,
  vm: Machine,
  end: Outcome['end'],
): Generator<Task, CaptureFile | undefined, unknown> {
  try {
    return yield* lookForFile(run, vm, end, 0);
  } catch {
    return undefined;
  }
}

function* lookForFile(
  run: CaptureRun,
  vm: Machine,
  end: Outcome['end'],
  patienceSeconds: number,
): Generator<Task, CaptureFile, unknown> {
  const { context, facts, alert, plan } = run;
  const { fileUrl } = facts;
  if (fileUrl === undefined) throw fileNotFound('the service named no file for it.');
  let request: FinalizeRequest = {
    fileUrl,
    ...(writesSeveral(vm, plan) && { isSeveral: true }),
    metadata: { ...facts, alert, plan, endedAt: timestamp(context), end },
  };
  const elapsed = new Elapsed(context);
  let before: CaptureFile | null = null;
  let wait = 0;
  for (;;) {
    let file: CaptureFile | null;
    try {
      file = yield* step(context, 'finalizeCapture', request);
    } catch (error) {
      if (request.isReadOnly) throw error;
      // Perhaps only the document cannot be written. It must not lose the files.
      request = { ...request, isReadOnly: true };
      file = yield* step(context, 'finalizeCapture', request);
      const { code, message } = failureOf(error, 'finalizeCapture');
      run.warn(`The document next to ${fileUrl} was not written (${code}): ${message}`);
    }
    const isLate = elapsed.count(wait) >= patienceSeconds;
    if (file !== null && (isLate || isComplete(file, before, expectedFiles(vm, plan)))) return file;
    if (isLate) {
      throw fileNotFound(`its file did not appear at ${fileUrl} in ${patienceSeconds} seconds.`);
    }
    before = file;
    wait = Math.min(Math.max(1, wait * 2), longestWaitSeconds);
    yield* sleep(context, wait);
  }
}

/** Whether the capture writes several files: one for each instance of a scale set, or a ring of files. */
const writesSeveral = (vm: Machine, { ring }: CapturePlan): boolean =>
  isScaleSet(vm) || ring !== undefined;

/** Number of files to expect, if it is known. */
function expectedFiles(vm: Machine, { ring }: CapturePlan): number | undefined {
  return isScaleSet(vm) && vm.instances.length > 0 && ring === undefined
    ? vm.instances.length
    : undefined;
}

function isComplete(
  { fileCount, bytes }: CaptureFile,
  before: CaptureFile | null,
  expected: number | undefined,
): boolean {
  if (fileCount === undefined) return true;
  if (expected !== undefined) return fileCount >= expected;
  return before !== null && before.fileCount === fileCount && before.bytes === bytes;
}

const fileNotFound = (what: string): CaptureFailed =>
  new CaptureFailed({
    step: 'finalizeCapture',
    code: 'FileNotFound',
    message: `The session has ended, but ${what}`,
    advice:
      'Check that the storage account exists, permits shared keys, and can be reached from the subnet of the machine.',
  });
