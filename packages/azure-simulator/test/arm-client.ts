import type { TokenCredential } from '@azure/identity';
import { NetworkManagementClient } from '@azure/arm-network';
import {
  createDefaultHttpClient,
  type HttpClient,
  type PipelineRequest,
} from '@azure/core-rest-pipeline';

/** The subscription that the tests use. */
export const SUBSCRIPTION = '11111111-2222-3333-4444-555555555555';

/** The SDK client, with its requests sent to the simulator instead of the real service. */
export function armClient(simulatorUrl: string): NetworkManagementClient {
  const credential: TokenCredential = {
    getToken: () => Promise.resolve({ token: 'test', expiresOnTimestamp: Date.now() + 3.6e6 }),
  };
  return new NetworkManagementClient(credential, SUBSCRIPTION, {
    httpClient: redirected(simulatorUrl),
    retryOptions: { retryDelayInMs: 1, maxRetryDelayInMs: 5 },
  });
}

function redirected(origin: string): HttpClient {
  const inner = createDefaultHttpClient();
  return {
    // A copy, since the pipeline reuses the request when it retries.
    sendRequest: (request: PipelineRequest) => {
      const { pathname, search } = new URL(request.url);
      const url = origin + pathname + search;
      return inner.sendRequest({ ...request, url, allowInsecureConnection: true });
    },
  };
}
