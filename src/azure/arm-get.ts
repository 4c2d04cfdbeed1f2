import * as v from 'valibot';
import { localArm } from './local-endpoints.ts';
import { networkClient } from './network-client.ts';

/**
 * Reads what Azure Resource Manager holds at a path, over the network client's pipeline: clients of
 * its other services would be SDKs of their own to load, for a request or two.
 *
 * @param path with the query, as in `/subscriptions?api-version=2022-12-01`
 * @throws {RestError} as the SDK's own calls do.
 */
export const armGet = (subscriptionId: string, path: string): Promise<unknown> =>
  getUrl(subscriptionId, `https://management.azure.com${encodeURI(path)}`);

const page = v.object({ value: v.array(v.unknown()), nextLink: v.nullish(v.string()) });

/**
 * Reads a list, with all its pages.
 *
 * @throws {RestError} as the SDK's own calls do.
 */
export async function armList(subscriptionId: string, path: string): Promise<unknown[]> {
  const rows: unknown[] = [];
  let { value, nextLink } = v.parse(page, await armGet(subscriptionId, path));
  for (;;) {
    rows.push(...value);
    if (!nextLink) return rows;
    ({ value, nextLink } = v.parse(page, await getUrl(subscriptionId, nextLink)));
  }
}

async function getUrl(subscriptionId: string, url: string): Promise<unknown> {
  const [{ pipeline }, http, local] = await Promise.all([
    networkClient(subscriptionId),
    import('@azure/core-rest-pipeline'),
    localArm(),
  ]);
  const response = await pipeline.sendRequest(
    local?.httpClient ?? http.createDefaultHttpClient(),
    http.createPipelineRequest({ url }),
  );
  const body = response.bodyAsText ?? '';
  if (response.status !== 200) {
    const { code, message } = errorIn(body);
    const { status: statusCode, request } = response;
    throw new http.RestError(message, { code, statusCode, request, response });
  }
  return JSON.parse(body);
}

const errorBody = v.object({ error: v.object({ code: v.string(), message: v.string() }) });

function errorIn(body: string): { code: string; message: string } {
  try {
    return v.parse(errorBody, JSON.parse(body)).error;
  } catch {
    return { code: 'UnknownError', message: body.slice(0, 300) };
  }
}
