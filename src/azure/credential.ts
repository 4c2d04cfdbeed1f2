import type { TokenCredential } from '@azure/identity';
import { withinDeadline } from './deadline.ts';
import { httpClient } from './http-client.ts';
import { lazy } from './lazy.ts';

/**
 * The app's identity: managed in Azure, the developer's elsewhere. One per process, to share tokens. A
 * token has a deadline for all attempts of the SDK together.
 */
export const credential: () => Promise<TokenCredential> = lazy(async () => {
  const [{ DefaultAzureCredential }, client] = await Promise.all([
    import('@azure/identity'),
    httpClient(),
  ]);
  const identity = new DefaultAzureCredential({ httpClient: client });
  return {
    getToken: (scopes, options) =>
      withinDeadline(
        (abortSignal) => identity.getToken(scopes, { ...options, abortSignal }),
        options?.abortSignal,
      ),
  };
});
