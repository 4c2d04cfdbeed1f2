import type { StorageSharedKeyCredential } from '@azure/storage-blob';
import type { HttpClient } from '@azure/core-rest-pipeline';
import type { TokenCredential } from '@azure/identity';
import { settings } from '../settings.ts';
import { httpClient } from './http-client.ts';

/*
 * All that the app does to run against stand-ins for Azure on one machine. Off unless asked for:
 *
 * LOCAL_ARM_ENDPOINT=http://127.0.0.1:PORT
 *   Requests to Azure Resource Manager go there. The clients keep their ordinary endpoint, since
 *   they send no token over plain http; only the last step, the sending, is turned aside.
 * LOCAL_STORAGE_CONNECTION_STRING=...
 *   Blobs under its BlobEndpoint are read and written with its shared key.
 */

/** Client options that turn requests aside to the local endpoint; undefined when there is none. */
export async function localArm(): Promise<
  { credential: TokenCredential; httpClient: HttpClient } | undefined
> {
  const endpoint = settings().localArmEndpoint;
  if (endpoint === undefined) return undefined;
  const sender = await httpClient();
  const { origin } = new URL(endpoint);
  return {
    credential: {
      getToken: async () => ({ token: 'local', expiresOnTimestamp: Number.MAX_SAFE_INTEGER }),
    },
    httpClient: {
      async sendRequest(request) {
        const { pathname, search } = new URL(request.url);
        const url = origin + pathname + search;
        const response = await sender.sendRequest({
          ...request,
          url,
          allowInsecureConnection: true,
        });
        // The SDK goes on from the URL that it asked for.
        return { ...response, request };
      },
    },
  };
}

/** The shared key for a blob in local storage; undefined for any other. */
export async function localBlobKey(url: string): Promise<StorageSharedKeyCredential | undefined> {
  const fields = settings().localStorageConnectionString?.split(';');
  const field = (name: string): string =>
    fields?.find((text) => text.startsWith(`${name}=`))?.slice(name.length + 1) ?? '';
  if (fields === undefined || !url.startsWith(`${field('BlobEndpoint').replace(/\/$/, '')}/`)) {
    return undefined;
  }
  const { StorageSharedKeyCredential } = await import('@azure/storage-blob');
  return new StorageSharedKeyCredential(field('AccountName'), field('AccountKey'));
}
