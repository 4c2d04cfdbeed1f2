import type { HttpRequest, HttpResponseInit } from '@azure/functions';
import type { DurableClient } from 'durable-functions';
import { summaryUrlOf } from '../captures/traffic-digest.ts';
import { matchingFile } from '../traffic/packets/matching-file.ts';
import type { TrafficSummary } from '../traffic/summarize.ts';
import { findFile, openBlob } from './find-file.ts';
import { jsonWithEtag } from './json-with-etag.ts';
import { readFilter } from './read-filter.ts';

/**
 * `GET /api/captures/{id}/file?target=0&file=0&filter=…`: a capture file of a machine, streamed from
 * storage; with a filter, the matching packets as a pcapng file. `file` is the index in `file.files`.
 */
export async function getFile(
  request: HttpRequest,
  client: DurableClient,
): Promise<HttpResponseInit> {
  const text = request.query.get('filter')?.trim() ?? '';
  const filter = readFilter(text);
  const { file, result } = await findFile(request, client);
  const stream = await openBlob(file.url, result);
  const name =
    new URL(file.url).pathname
      .split('/')
      .at(-1)
      ?.replaceAll(/[^\w.-]/g, '-') ?? 'capture.cap';
  if (text === '') {
    return { headers: headersOf(name, stream.bytes), body: stream.body };
  }
  const filteredName = `${name.replace(/\.[^.]*$/, '')}-filtered.pcapng`;
  return { headers: headersOf(filteredName), body: matchingFile(stream.body, filter) };
}

const headersOf = (name: string, bytes?: number): Record<string, string> => ({
  'content-type': 'application/vnd.tcpdump.pcap',
  'content-disposition': `attachment; filename="${name}"`,
  ...(bytes !== undefined && { 'content-length': String(bytes) }),
  'cache-control': 'private, no-store',
});

/** Response of {@link getTraffic}. Times are ISO 8601 UTC. */
export interface TrafficView {
  summary: TrafficSummary;
  /** Period in which the alert was active, to be marked among the packets. */
  alert: { rule: string; firedAt: string; resolvedAt?: string };
  capture: { startedAt?: string; endedAt: string };
}

/** `GET /api/captures/{id}/traffic?target=0&file=0`: the traffic in a capture file. */
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
