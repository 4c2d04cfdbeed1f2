import type { HttpClient } from '@azure/core-rest-pipeline';
import { withinDeadline } from './deadline.ts';
import { lazy } from './lazy.ts';

/**
 * The HTTP client for all requests to Resource Manager and to the identity endpoint, shared because it
 * keeps connections open. Each attempt has a deadline.
 */
export const httpClient: () => Promise<HttpClient> = lazy(async () => {
  const { createDefaultHttpClient } = await import('@azure/core-rest-pipeline');
  const client = createDefaultHttpClient();
  return {
    sendRequest: (request) =>
      withinDeadline(
        (abortSignal) => client.sendRequest({ ...request, abortSignal }),
        request.abortSignal,
      ),
  };
});
