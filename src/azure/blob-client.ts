import type { BlockBlobClient } from '@azure/storage-blob';
import { credential } from './credential.ts';
import { localBlobKey } from './local-endpoints.ts';

/** The client for a blob by its URL. It does not retry by itself: the orchestrator does, on durable timers. */
export async function blobClient(url: string): Promise<BlockBlobClient> {
  const sdk = await import('@azure/storage-blob');
  const key = (await localBlobKey(url)) ?? (await credential());
  return new sdk.BlockBlobClient(url, key, { retryOptions: { maxTries: 1 } });
}
