import type { HttpRequest, HttpResponseInit } from '@azure/functions';
import type { DurableClient } from 'durable-functions';
import { blobClient } from '../azure/blob-client.ts';
import { statusCodeOf } from '../azure/errors.ts';
import type { CaptureFile, Outcome } from '../captures/outcome.ts';
import { summaryUrlOf } from '../captures/traffic-digest.ts';
import type { CaptureResult } from '../captures/alert-capture.ts';
import type { TrafficSummary } from '../traffic/summarize.ts';
import { findCapture } from './find-capture.ts';
import { jsonWithEtag } from './json-with-etag.ts';
import { HttpProblem } from './problem.ts';

/** `GET /api/captures/{id}/file?target=0`: the capture file of a machine, streamed from storage. */
export async function getFile(
  request: HttpRequest,
  client: DurableClient,
): Promise<HttpResponseInit> {
  const { file, result } = await findFile(request, client);
  const stream = await openBlob(file.url, result);
  const name = new URL(file.url).pathname
    .split('/')
    .at(-1)
    ?.replaceAll(/[^\w.-]/g, '-');
  return {
    headers: {
      'content-type': 'application/vnd.tcpdump.pcap',
      'content-disposition': `attachment; filename="${name ?? 'capture.cap'}"`,
      'content-length': String(stream.bytes),
      'cache-control': 'private, no-store',
    },
    body: stream.body,
  };
}

/** What {@link getTraffic} answers. Times are ISO 8601 UTC. */
export interface TrafficView {
  summary: TrafficSummary;
  /** When the alert stood; to be marked among the packets. */
  alert: { rule: string; firedAt: string; resolvedAt?: string };
  capture: { startedAt?: string; endedAt: string };
}

/** `GET /api/captures/{id}/traffic?target=0`: what went over a machine's wire while it was captured. */
export async function getTraffic(
  request: HttpRequest,
  client: DurableClient,
): Promise<HttpResponseInit> {
  const { file, outcome, result } = await findFile(request, client);
  const chunks: Uint8Array[] = [];
  for await (const chunk of (await openBlob(summaryUrlOf(file.url), result)).body)
    chunks.push(chunk);
  const { startedAt, resolvedAt, endedAt } = outcome;
  return jsonWithEtag(request, {
    summary: JSON.parse(Buffer.concat(chunks).toString('utf8')) as TrafficSummary,
    alert: {
      rule: result.alert.rule,
      firedAt: result.alert.firedAt,
      ...(resolvedAt && { resolvedAt }),
    },
    capture: { ...(startedAt && { startedAt }), endedAt },
  } satisfies TrafficView);
}

interface Found {
  file: CaptureFile;
  outcome: Outcome;
  result: CaptureResult;
}

async function findFile(request: HttpRequest, client: DurableClient): Promise<Found> {
  const status = await findCapture(client, request.params.id);
  const result = status.output as CaptureResult | null;
  const outcome = result?.captures[Number(request.query.get('target') ?? '0')];
  const file = outcome && 'file' in outcome ? outcome.file : undefined;
  if (result === null || outcome === undefined || file === undefined || !('url' in file)) {
    throw notThere('The capture has no file in storage for that machine, or has not ended.');
  }
  return { file, outcome, result };
}

async function openBlob(
  url: string,
  { plan }: CaptureResult,
): Promise<{ body: AsyncIterable<Uint8Array>; bytes: number }> {
  const blob = await blobClient(url, plan.storageAccountId);
  try {
    const { readableStreamBody, contentLength } = await blob.download(0, undefined, {
      maxRetryRequests: 3,
    });
    const body = (readableStreamBody ?? []) as AsyncIterable<Uint8Array>;
    return { body, bytes: contentLength ?? 0 };
  } catch (error) {
    if (statusCodeOf(error) === 404) throw notThere('It is not, or no longer, in storage.');
    throw error;
  }
}

const notThere = (detail: string): HttpProblem =>
  new HttpProblem({ kind: 'file-not-found', status: 404, title: 'There is no such file', detail });
