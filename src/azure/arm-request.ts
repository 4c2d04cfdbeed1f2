import * as v from 'valibot';
import { armHttpClient, networkClient } from './network-client.ts';

/*
 * Requests to Azure Resource Manager through the network client's pipeline. Clients for its other
 * services would load a whole SDK for one or two requests.
 */

/**
 * Reads a resource.
 *
 * @param url as {@link armUrl} builds it.
 * @throws {RestError} as the SDK's own calls do.
 */
export const armGet = (subscriptionId: string, url: URL): Promise<unknown> =>
  getUrl(subscriptionId, url.href);

const page = v.object({ value: v.array(v.unknown()), nextLink: v.nullish(v.string()) });

/**
 * Reads all pages of a list.
 *
 * @throws {RestError} as the SDK's own calls do.
 */
export async function armList(subscriptionId: string, url: URL): Promise<unknown[]> {
  const rows: unknown[] = [];
  let { value, nextLink } = v.parse(page, await armGet(subscriptionId, url));
  for (;;) {
    rows.push(...value);
    if (!nextLink) return rows;
    ({ value, nextLink } = v.parse(page, await getUrl(subscriptionId, nextLink)));
  }
}

/**
 * Writes a resource without waiting for the service to finish.
 *
 * @throws {RestError} as the SDK's own calls do.
 */
export async function armPut(subscriptionId: string, url: URL, body: unknown): Promise<void> {
  await send(subscriptionId, {
    url: url.href,
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
}

async function getUrl(subscriptionId: string, url: string): Promise<unknown> {
  return JSON.parse(await send(subscriptionId, { url }));
}

interface ArmRequest {
  url: string;
  method?: 'GET' | 'PUT';
  headers?: Record<string, string>;
  body?: string;
}

async function send(subscriptionId: string, request: ArmRequest): Promise<string> {
  const [{ pipeline }, http, httpClient] = await Promise.all([
    networkClient(subscriptionId),
    import('@azure/core-rest-pipeline'),
    armHttpClient(),
  ]);
  const headers = http.createHttpHeaders(request.headers);
  const response = await pipeline.sendRequest(
    httpClient,
    http.createPipelineRequest({ ...request, headers }),
  );
  const body = response.bodyAsText ?? '';
  if (response.status >= 300) {
    const { code, message } = errorIn(body);
    const { status: statusCode, request: sent } = response;
    throw new http.RestError(message, { code, statusCode, request: sent, response });
  }
  return body;
}

const errorBody = v.object({ error: v.object({ code: v.string(), message: v.string() }) });

function errorIn(body: string): { code: string; message: string } {
  try {
    return v.parse(errorBody, JSON.parse(body)).error;
  } catch {
    return { code: 'UnknownError', message: body.slice(0, 300) };
  }
}
