import type { HttpRequest } from '@azure/functions';
import type { DurableClient, DurableOrchestrationStatus } from 'durable-functions';
import { blobClient } from '../azure/blob-client.ts';
import { statusCodeOf } from '../azure/errors.ts';
import type { CaptureResult } from '../captures/alert-capture.ts';
import type { Outcome, StoredFile } from '../captures/outcome.ts';
import { storedFile, storedFiles } from '../captures/outcome.ts';
import { machineInstanceId } from '../captures/progress.ts';
import { findPart } from '../task-hub/durable-instances.ts';
import { outcomeOfMachine, requestOf, resultOf } from '../views/instance-parts.ts';
import { findCapture } from './find-capture.ts';
import { HttpProblem } from './problem.ts';

/** A capture file and its machine. */
interface Found {
  file: StoredFile;
  outcome: Outcome;
  result: FileOrigin;
}

/** What is needed of the capture of a file. */
export interface FileOrigin {
  alert: Pick<CaptureResult['alert'], 'rule' | 'firedAt'>;
  plan: Pick<CaptureResult['plan'], 'storageAccountId'>;
}

/**
 * The file of the machine that `?target=0` names.
 *
 * @throws {HttpProblem} `file-not-found`.
 */
export async function findFile(request: HttpRequest, client: DurableClient): Promise<Found> {
  const status = await findCapture(client, request.params.id);
  const { alert, plan } = resultOf(status) ?? requestOf(status);
  const outcome = await outcomeOf(client, status, Number(request.query.get('target') ?? '0'));
  const file = outcome && storedFile(outcome);
  if (plan === undefined || outcome === undefined || file === undefined) {
    throw notThere('The capture has no file in storage for that machine, or has not ended.');
  }
  const wanted = storedFiles(file)[Number(request.query.get('file') ?? '0')];
  if (wanted === undefined) throw notThere('The capture has fewer files for that machine.');
  return { file: wanted, outcome, result: { alert, plan } };
}

/**
 * The outcome of one machine. If its capture has not completed, because it runs or was terminated, the
 * instance of the machine may have, or the one that finished it.
 */
async function outcomeOf(
  client: DurableClient,
  status: DurableOrchestrationStatus,
  target: number,
): Promise<Outcome | undefined> {
  const result = resultOf(status);
  if (result !== undefined) return result.captures[target];
  const id = machineInstanceId(status.instanceId, target);
  const [own, finish] = await Promise.all([findPart(client, id), findPart(client, `${id}:finish`)]);
  return (own && outcomeOfMachine(own)) ?? (finish && resultOf(finish)?.captures[0]);
}

/**
 * Opens a blob as a stream from a byte offset; `bytes` is the number of remaining bytes.
 *
 * @throws {HttpProblem} `file-not-found`.
 */
export async function openBlob(
  url: string,
  { plan }: FileOrigin,
  offset = 0,
): Promise<{ body: AsyncIterable<Uint8Array>; bytes: number }> {
  const blob = await blobClient(url, plan.storageAccountId);
  const { readableStreamBody, contentLength } = await orNotThere(
    blob.download(offset, undefined, { maxRetryRequests: 3 }),
  );
  const body = (readableStreamBody ?? []) as AsyncIterable<Uint8Array>;
  return { body, bytes: contentLength ?? 0 };
}

/**
 * Size of a blob in bytes.
 *
 * @throws {HttpProblem} `file-not-found`.
 */
export async function bytesOfBlob(url: string, { plan }: FileOrigin): Promise<number> {
  const blob = await blobClient(url, plan.storageAccountId);
  return (await orNotThere(blob.getProperties())).contentLength ?? 0;
}

async function orNotThere<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    if (statusCodeOf(error) === 404) throw notThere('It is not, or no longer, in storage.');
    throw error;
  }
}

const notThere = (detail: string): HttpProblem =>
  new HttpProblem({ kind: 'file-not-found', status: 404, title: 'There is no such file', detail });
