import { blobClient } from '../azure/blob-client.ts';
import type { TrafficDigest } from '../captures/traffic-digest.ts';
import { summaryUrlOf } from '../captures/traffic-digest.ts';
import { summarize } from '../traffic/summarize.ts';
import { trafficLines } from '../traffic/traffic-lines.ts';

/**
 * Maximum time to read a file, also if its stream stalls: the capture ends after this activity. The
 * summary says how much was read.
 */
const longestReadSeconds = 60;

/** A capture file, and the storage account that its plan names. */
export interface TrafficRequest {
  fileUrl: string;
  storageAccountId: string;
}

/**
 * Reads a capture file as a stream and writes a summary of its traffic next to it.
 *
 * @throws {RestError} if the file cannot be read or the summary cannot be written.
 */
export async function summarizeTraffic({
  fileUrl,
  storageAccountId,
}: TrafficRequest): Promise<TrafficDigest> {
  const file = await blobClient(fileUrl, storageAccountId);
  const signal = AbortSignal.timeout(longestReadSeconds * 1000);
  const { readableStreamBody } = await file.download(0, undefined, {
    abortSignal: signal,
    // A stream of many minutes may break off; a retry continues from there.
    maxRetryRequests: 3,
  });
  const summary = await summarize((readableStreamBody ?? []) as AsyncIterable<Uint8Array>, signal);

  const summaryUrl = summaryUrlOf(fileUrl);
  const content = JSON.stringify(summary);
  const document = await blobClient(summaryUrl, storageAccountId);
  await document.upload(content, Buffer.byteLength(content), {
    blobHTTPHeaders: { blobContentType: 'application/json' },
  });
  return { summaryUrl, lines: trafficLines(summary) };
}
