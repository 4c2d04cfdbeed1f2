import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { blobClient } from '../azure/blob-client.ts';
import { statusCodeOf } from '../azure/errors.ts';
import type { PacketIndex } from '../traffic/packets/packet-index.ts';
import type { FileOrigin } from './find-file.ts';

/** The index stored beside a file for a filter; undefined when absent or when the file size differs. */
export async function keptIndex(
  fileUrl: string,
  { plan }: FileOrigin,
  filter: string,
  fileBytes: number,
): Promise<PacketIndex | undefined> {
  const blob = await blobClient(indexUrlOf(fileUrl, filter), plan.storageAccountId);
  try {
    const packed = await blob.downloadToBuffer();
    const unpacked = await promisify(gunzip)(packed);
    const index = JSON.parse(unpacked.toString('utf8')) as PacketIndex;
    return index.fileBytes === fileBytes && index.filter === filter ? index : undefined;
  } catch (error) {
    if (statusCodeOf(error) === 404) return undefined;
    throw error;
  }
}

/** Stores an index beside its file. */
export async function keepIndex(
  fileUrl: string,
  { plan }: FileOrigin,
  index: PacketIndex,
): Promise<void> {
  const packed = await promisify(gzip)(JSON.stringify(index));
  const blob = await blobClient(indexUrlOf(fileUrl, index.filter), plan.storageAccountId);
  await blob.uploadData(packed, { blobHTTPHeaders: { blobContentType: 'application/gzip' } });
}

/** URL of the index, unique for each filter. */
function indexUrlOf(fileUrl: string, filter: string): string {
  const hash = createHash('sha256').update(filter).digest('hex').slice(0, 16);
  return `${fileUrl}.packets.${filter === '' ? 'all' : hash}.json.gz`;
}
