import { BlobServiceClient } from '@azure/storage-blob';
import { localBlob } from '../../commands/local-blob.ts';

/** Read access to the local storage. */
export class Storage {
  readonly #connectionString: string;

  constructor(connectionString: string) {
    this.#connectionString = connectionString;
  }

  /** Downloads the blob of a URL. */
  download(url: string): Promise<Buffer> {
    return localBlob(this.#connectionString, url).downloadToBuffer();
  }

  /** URLs of the blobs of a machine, by its resource id. */
  async blobsOf(machine: string): Promise<string[]> {
    const service = BlobServiceClient.fromConnectionString(this.#connectionString);
    const container = service.getContainerClient('network-watcher-logs');
    if (!(await container.exists())) return [];
    const urls: string[] = [];
    const prefix = `${machine.slice(1).toLowerCase()}/`;
    for await (const { name } of container.listBlobsFlat({ prefix })) {
      urls.push(`${container.url}/${name}`);
    }
    return urls;
  }
}
