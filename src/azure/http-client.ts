import type { HttpClient } from '@azure/core-rest-pipeline';

let client: Promise<HttpClient> | undefined;

/** Sends all requests to Resource Manager: one for all of them, since it keeps the connections open. */
export function httpClient(): Promise<HttpClient> {
  client ??= import('@azure/core-rest-pipeline').then((http) => http.createDefaultHttpClient());
  return client;
}
