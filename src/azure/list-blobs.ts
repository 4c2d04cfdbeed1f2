import type { StoredFile } from '../captures/outcome.ts';
import { containerClient } from './blob-client.ts';
import { statusCodeOf } from './errors.ts';

/**
 * Lists the capture files of a session that writes several. Their names start with the session's path,
 * with or without `.cap`, and have a suffix, such as `…_0.cap` or `…/0.cap`.
 *
 * @param path the URL that the service returned.
 * @param accountId resource id of the storage account that the plan names.
 * @throws {RestError} as the SDK's own calls do; without a container the list is empty.
 */
export async function listCaptureFiles(path: string, accountId: string): Promise<StoredFile[]> {
  const { container, blobName } = await containerClient(path, accountId);
  const prefix = blobName.replace(/\.cap$/, '');
  const files: StoredFile[] = [];
  try {
    for await (const { name, properties } of container.listBlobsFlat({ prefix })) {
      if (!isCaptureFile(name.slice(prefix.length))) continue;
      files.push({ url: container.getBlobClient(name).url, bytes: properties.contentLength ?? 0 });
    }
  } catch (error) {
    if (statusCodeOf(error) !== 404) throw error;
  }
  return files;
}

/** True for a capture file. Our own documents are in the same folder, and a longer time is another session. */
const isCaptureFile = (rest: string): boolean =>
  /^(?:[._/-]|$)/.test(rest) && !rest.endsWith('.json');
