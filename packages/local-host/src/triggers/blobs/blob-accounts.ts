import { createRequire } from 'node:module';
import type * as StorageBlob from '@azure/storage-blob';
import type { BlobServiceClient } from '@azure/storage-blob';
import { RETRY, StorageAccounts } from '../storage-accounts.ts';

type Sdk = typeof StorageBlob;
const require = createRequire(import.meta.url);

/** Opens the blob services of the storage accounts that bindings name. */
export type BlobAccounts = StorageAccounts<BlobServiceClient>;

export function blobAccounts(environment?: NodeJS.ProcessEnv): BlobAccounts {
  return new StorageAccounts((connectionString) => {
    // Loaded on demand, because most apps have no blobs and start faster without this package.
    const { BlobServiceClient } = require('@azure/storage-blob') as Sdk;
    return BlobServiceClient.fromConnectionString(connectionString, { retryOptions: RETRY });
  }, environment);
}
