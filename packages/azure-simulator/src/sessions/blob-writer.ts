import { BlobServiceClient } from '@azure/storage-blob';

/** Writes blobs to the one storage account that represents all simulated accounts. */
export class BlobWriter {
  /** For example `http://127.0.0.1:10000/devstoreaccount1`, without a trailing slash. */
  readonly endpoint: string;
  readonly #service: BlobServiceClient;

  constructor(connectionString: string) {
    this.#service = BlobServiceClient.fromConnectionString(connectionString);
    this.endpoint = this.#service.url.replace(/\/$/, '');
  }

  /**
   * Writes the blob at that URL. Creates its container if needed.
   * @throws if the URL is outside this account, or the account refuses the blob.
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
