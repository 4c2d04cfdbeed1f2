import type { BlobClient } from '@azure/storage-blob';
import { BlobServiceClient } from '@azure/storage-blob';

/** The client for a blob by its URL, in the local storage that the connection string is for. */
export function localBlob(connectionString: string, url: string): BlobClient {
  const service = BlobServiceClient.fromConnectionString(connectionString);
  const [container = '', ...path] = url.slice(service.url.length).replace(/^\//, '').split('/');
  return service.getContainerClient(container).getBlobClient(path.join('/'));
}
