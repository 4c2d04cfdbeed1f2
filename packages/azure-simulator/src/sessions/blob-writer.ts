import { BlobServiceClient } from '@azure/storage-blob';

/** Writes blobs into the one storage account that stands for all of them. */
export class BlobWriter {
  /** For example `http://127.0.0.1:10000/devstoreaccount1`, without a slash at the end. */
  readonly endpoint: string;
  readonly #service: BlobServiceClient;

  constructor(connectionString: string) {
    this.#service = BlobServiceClient.fromConnectionString(connectionString);
    this.endpoint = this.#service.url.replace(/\/$/, '');
  }

  /**
   * Writes the blob of that URL, making its container when there is none.
   * @throws when the URL lies outside this account, or the account does not take it.
   */
  async write(url: string, content: Buffer): Promise<void> {
    if (!url.startsWith(`${this.endpoint}/`)) {
      throw new Error(`${url} is not below ${this.endpoint}`);
    }
    const [container = '', ...name] = decodeURI(url.slice(this.endpoint.length + 1)).split('/');
    const client = this.#service.getContainerClient(container);
    await client.createIfNotExists();
    await client.getBlockBlobClient(name.join('/')).uploadData(content, {
      blobHTTPHeaders: { blobContentType: 'application/octet-stream' },
    });
  }
}
