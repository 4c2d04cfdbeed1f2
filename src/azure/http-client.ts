import type { HttpClient } from '@azure/core-rest-pipeline';

let client: Promise<HttpClient> | undefined;

/** The HTTP client for all requests to Resource Manager, shared because it keeps connections open. */
export function httpClient(): Promise<HttpClient> {
  client ??= import('@azure/core-rest-pipeline').then((http) => http.createDefaultHttpClient());
  return client;
}
