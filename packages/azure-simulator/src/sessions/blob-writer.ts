import type { BlobServiceClient } from '@azure/storage-blob';

/** Writes blobs to the one storage account that represents all simulated accounts. */
export class BlobWriter {
  /** For example `http://127.0.0.1:10000/devstoreaccount1`, without a trailing slash. */
  readonly endpoint: string;
  readonly #service: BlobServiceClient;

  private constructor(service: BlobServiceClient) {
    this.#service = service;
    this.endpoint = service.url.replace(/\/$/, '');
  }

  /** @throws if the connection string is malformed. */
  static async open(connectionString: string): Promise<BlobWriter> {
    // A simulator without storage starts without the SDK, in half the time.
    const { BlobServiceClient } = await import('@azure/storage-blob');
    return new BlobWriter(BlobServiceClient.fromConnectionString(connectionString));
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
