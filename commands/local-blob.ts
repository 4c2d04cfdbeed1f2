import type { BlobClient } from '@azure/storage-blob';
import { BlobServiceClient } from '@azure/storage-blob';

/** Client for the blob at a URL in the local storage of the connection string. */
export function localBlob(connectionString: string, url: string): BlobClient {
  const service = BlobServiceClient.fromConnectionString(connectionString);
  const [container = '', ...path] = url.slice(service.url.length).replace(/^\//, '').split('/');
  return service.getContainerClient(container).getBlobClient(path.join('/'));
}
