import type { BlockBlobClient, ContainerClient } from '@azure/storage-blob';
import { requireAccount } from './allowed.ts';
import { azureBlobUrl } from './azure-blob.ts';
import { credential } from './credential.ts';
import { localBlobKey } from './local-endpoints.ts';

/**
 * Options of the Blob Storage clients. They do not retry: the orchestrator does, on durable timers.
 * They do not follow redirects, which would forward the token; the SDK passes this option to its pipeline.
 */
export const blobOptions = { retryOptions: { maxTries: 1 }, redirectOptions: { maxRetries: 0 } };

/**
 * The client for a blob by its URL.
 *
 * @param accountId resource id of the storage account that the plan names.
 * @throws {StepError} `NotAllowed` or `ForeignBlob`.
 */
export async function blobClient(url: string, accountId: string): Promise<BlockBlobClient> {
  requireAccount(accountId);
  const sdk = await import('@azure/storage-blob');
  const key = await localBlobKey(url);
  if (key !== undefined) return new sdk.BlockBlobClient(url, key, blobOptions);
  const address = azureBlobUrl(url, accountId);
  return new sdk.BlockBlobClient(address.href, await credential(), blobOptions);
}

/**
 * The client for a blob's container and the blob's name in it, by the blob's URL.
 *
 * @param accountId resource id of the storage account that the plan names.
 * @throws {StepError} `NotAllowed` or `ForeignBlob`.
 */
export async function containerClient(
  url: string,
  accountId: string,
): Promise<{ container: ContainerClient; blobName: string }> {
  const blob = await blobClient(url, accountId);
  const { ContainerClient } = await import('@azure/storage-blob');
  const containerUrl = blob.url.slice(
    0,
    blob.url.indexOf(`/${blob.containerName}/`) + blob.containerName.length + 1,
  );
  const key = (await localBlobKey(url)) ?? (await credential());
  const container = new ContainerClient(containerUrl, key, blobOptions);
  return { container, blobName: blob.name };
}
