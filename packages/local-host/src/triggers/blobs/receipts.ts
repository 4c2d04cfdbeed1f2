import type { ContainerClient } from '@azure/storage-blob';
import { isContainerMissing } from '../storage-errors.ts';

/** Remembers which versions of blobs a function has been called for. */
export interface Receipts {
  /** All versions with a receipt. */
  load(): Promise<Set<string>>;
  add(version: string): Promise<void>;
}

/**
 * Receipts as empty blobs in the container `azure-webjobs-hosts`, where the Functions host has them too
 * (`BlobReceiptManager` in github.com/Azure/azure-sdk-for-net). A blob whose receipt is deleted is handled
 * again after the next start.
 */
export function blobReceipts(
  container: ContainerClient,
  hostId: string,
  functionName: string,
): Receipts {
  const prefix = `blobreceipts/${hostId}/Host.Functions.${functionName}/`;
  return {
    async load() {
      const versions = new Set<string>();
      try {
        for await (const { name } of container.listBlobsFlat({ prefix })) {
          versions.add(name.slice(prefix.length));
        }
      } catch (error) {
        if (!isContainerMissing(error)) throw error;
        await container.createIfNotExists();
      }
      return versions;
    },
    async add(version) {
      const metadata = { Completed: 'True' };
      await container.getBlockBlobClient(`${prefix}${version}`).upload('', 0, { metadata });
    },
  };
}
