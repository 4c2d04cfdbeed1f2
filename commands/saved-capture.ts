import { mkdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { BlobServiceClient } from '@azure/storage-blob';

/**
 * Downloads a blob of the local storage.
 * @returns the path of the copy
 */
export async function saveBlob(storage: string, url: string, directory: string): Promise<string> {
  const service = BlobServiceClient.fromConnectionString(storage);
  const [container = '', ...path] = url.slice(service.url.length).replace(/^\//, '').split('/');
  const file = join(directory, basename(url));
  await mkdir(directory, { recursive: true });
  await service.getContainerClient(container).getBlobClient(path.join('/')).downloadToFile(file);
  return file;
}
