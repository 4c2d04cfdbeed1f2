import { blobClient } from '../azure/blob-client.ts';
import { statusCodeOf } from '../azure/errors.ts';
import type { AlertBrief, CaptureFacts, CaptureFile, Outcome } from '../captures/outcome.ts';
import type { CapturePlan } from '../rules/plan.ts';

/** What stands in the document beside a capture file. */
export interface CaptureMetadata extends CaptureFacts {
  alert: AlertBrief;
  plan: CapturePlan;
  end: Outcome['end'];
  endedAt: string;
}

export interface FinalizeRequest {
  fileUrl: string;
  metadata: CaptureMetadata;
}

/**
 * Reads the size of a capture file and writes the document beside it that says where it comes
 * from; null while the file is not there, which is some time after its session has ended.
 */
export async function finalizeCapture(request: FinalizeRequest): Promise<CaptureFile | null> {
  const { fileUrl: url, metadata } = request;
  const { storageAccountId } = metadata.plan;
  const bytes = await sizeOf(url, storageAccountId);
  if (bytes === undefined) return null;

  const metadataUrl = `${url}.json`;
  const content = JSON.stringify({ ...metadata, file: { url, bytes } }, null, 2);
  const document = await blobClient(metadataUrl, storageAccountId);
  await document.upload(content, Buffer.byteLength(content), {
    blobHTTPHeaders: { blobContentType: 'application/json' },
  });
  return { url, bytes, metadataUrl };
}

async function sizeOf(url: string, accountId: string): Promise<number | undefined> {
  try {
    const blob = await blobClient(url, accountId);
    return (await blob.getProperties()).contentLength ?? 0;
  } catch (error) {
    if (statusCodeOf(error) === 404) return undefined;
    throw error;
  }
}
