import type { StorageSharedKeyCredential } from '@azure/storage-blob';
import type { HttpClient } from '@azure/core-rest-pipeline';
import type { TokenCredential } from '@azure/identity';
import { settings } from '../settings.ts';
import { httpClient } from './http-client.ts';

/*
 * Settings that run the app against local stand-ins for Azure, on loopback only:
 *
 * LOCAL_ARM_ENDPOINT=http://127.0.0.1:PORT
 *   Requests to Azure Resource Manager go there, with a dummy token. The clients keep their usual
 *   endpoint, since they send no token over plain http; the HTTP client changes the origin.
 * LOCAL_STORAGE_CONNECTION_STRING=...
 *   The app reads and writes blobs under its BlobEndpoint with its shared key.
 */

/** Client options that send requests to the local endpoint; undefined when there is none. */
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
        // The SDK continues from the URL that it requested.
        return { ...response, request };
      },
    },
  };
}

/** The shared key for a blob in local storage; undefined for any other. */
export async function localBlobKey(url: string): Promise<StorageSharedKeyCredential | undefined> {
  const { localStorage } = settings();
  if (localStorage === undefined) return undefined;
  const { blobEndpoint, accountName, accountKey } = localStorage;
  const endpoint = new URL(blobEndpoint);
  const asked = URL.parse(url);
  const isBelow = asked?.pathname.startsWith(`${endpoint.pathname.replace(/\/$/, '')}/`);
  if (asked?.origin !== endpoint.origin || !isBelow) return undefined;
  const { StorageSharedKeyCredential } = await import('@azure/storage-blob');
  return new StorageSharedKeyCredential(accountName, accountKey);
}
