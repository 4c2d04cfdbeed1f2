import type {
  BlockBlobClient,
  ContainerClient,
  Pipeline,
  RequestPolicyFactory,
  StorageSharedKeyCredential,
} from '@azure/storage-blob';
import type { TokenCredential } from '@azure/identity';
import { requireAccount } from './allowed.ts';
import { azureBlobUrl } from './azure-blob.ts';
import { credential } from './credential.ts';
import { withinDeadline } from './deadline.ts';
import { localBlobKey } from './local-endpoints.ts';

/**
 * Options of the Blob Storage clients. They do not retry: the orchestrator does, on durable timers.
 * They do not follow redirects, which would forward the token; the SDK passes this option to its pipeline.
 */
const options = { retryOptions: { maxTries: 1 }, redirectOptions: { maxRetries: 0 } };

/** Gives each request a deadline. That of a download ends when its first bytes arrive. */
const deadline: RequestPolicyFactory = {
  create: (next) => ({
    sendRequest: (request) =>
      withinDeadline((signal) => {
        request.abortSignal = signal;
        return next.sendRequest(request);
      }, request.abortSignal),
  }),
};

/** The pipeline of a Blob Storage client with this identity or key. */
export async function blobPipeline(
  key: TokenCredential | StorageSharedKeyCredential,
): Promise<Pipeline> {
  const { newPipeline } = await import('@azure/storage-blob');
  const pipeline = newPipeline(key, options);
  pipeline.factories.push(deadline);
  return pipeline;
}

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
  if (key !== undefined) return new sdk.BlockBlobClient(url, await blobPipeline(key));
  const address = azureBlobUrl(url, accountId);
  return new sdk.BlockBlobClient(address.href, await blobPipeline(await credential()));
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
  const container = new ContainerClient(containerUrl, await blobPipeline(key));
  return { container, blobName: blob.name };
}
