import type { HttpResponseInit } from '@azure/functions';

/** `GET /api/openapi.json`: the description of this API. It contains no secret and needs no key. */
export async function getApi(): Promise<HttpResponseInit> {
  const { default: jsonBody } = await import('./openapi.json', { with: { type: 'json' } });
  return { headers: { 'cache-control': 'public, max-age=3600' }, jsonBody };
}
