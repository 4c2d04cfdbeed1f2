import { blobClient } from '../azure/blob-client.ts';
import { statusCodeOf } from '../azure/errors.ts';
import { listCaptureFiles } from '../azure/list-blobs.ts';
import type { AlertBrief, CaptureFacts, CaptureFile, Outcome } from '../captures/outcome.ts';
import type { CapturePlan } from '../rules/plan.ts';

/** Content of the document next to a capture file. */
export interface CaptureMetadata extends CaptureFacts {
  alert: AlertBrief;
  plan: CapturePlan;
  end: Outcome['end'];
  endedAt: string;
}

export interface FinalizeRequest {
  /** URL from the service. */
  fileUrl: string;
  /** True if the session writes several files, with names based on `fileUrl`. */
  isSeveral?: true;
  metadata: CaptureMetadata;
  /** True to only read the files, after the document could not be written. */
  isReadOnly?: true;
}

/** Maximum number of files that are listed. Further files are only counted. */
const mostNamed = 100;

/**
 * Reads the size of a capture's files and writes a document about their origin next to them. Returns null
 * while there is no file, which appears some time after the session has ended.
 */
export async function finalizeCapture(request: FinalizeRequest): Promise<CaptureFile | null> {
  const { fileUrl, isSeveral, metadata, isReadOnly = false } = request;
  const { storageAccountId } = metadata.plan;
  const read = isSeveral === undefined ? readOne : readSeveral;
  const found = await read(fileUrl, storageAccountId);
  if (found === undefined) return null;
  if (isReadOnly) return found;

  const metadataUrl = `${fileUrl}.json`;
  const content = JSON.stringify({ ...metadata, file: found }, null, 2);
  const document = await blobClient(metadataUrl, storageAccountId);
  await document.upload(content, Buffer.byteLength(content), {
    blobHTTPHeaders: { blobContentType: 'application/json' },
  });
  return { ...found, metadataUrl };
}

type Found = Omit<CaptureFile, 'metadataUrl'>;

async function readSeveral(fileUrl: string, accountId: string): Promise<Found | undefined> {
  const files = await listCaptureFiles(fileUrl, accountId);
  const [first] = files;
  if (first === undefined) return undefined;
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  return { url: first.url, bytes, files: files.slice(0, mostNamed), fileCount: files.length };
}

async function readOne(url: string, accountId: string): Promise<Found | undefined> {
  try {
    const blob = await blobClient(url, accountId);
    return { url, bytes: (await blob.getProperties()).contentLength ?? 0 };
  } catch (error) {
    if (statusCodeOf(error) === 404) return undefined;
    throw error;
  }
}
