import type { IncomingMessage, ServerResponse } from 'node:http';
import type { InvocationResult } from '../model/function-app.ts';
import type { HttpRequestData, HttpResponseData } from '../model/rpc.ts';
import { answerEmpty } from './answers.ts';
import { flatHeaders, type CallFunction, type FunctionCall } from './function-call.ts';
import { setCookie } from './set-cookie.ts';

/**
 * Calls a function with its whole request as data, and sends its result; 204 when it returns nothing. As
 * in the Functions host, a body without a Content-Length arrives empty, repeated query parameters are
 * joined by commas, and compressed bodies stay compressed.
 *
 * @throws what the function throws; nothing has been sent by then
 */
export async function callBuffered(call: FunctionCall, invoke: CallFunction): Promise<void> {
  const body = await readBody(call.request);
  const { http }: InvocationResult = await invoke({
    ...call.invocation,
    triggerData: { http: requestData(call, body) },
    triggerMetadata: call.params,
  });
  if (http) writeResponse(call.response, http);
  else answerEmpty(call.response, 204);
}

function requestData({ request, path, host, params }: FunctionCall, body: Buffer): HttpRequestData {
  const query: Record<string, string> = {};
  for (const name of new Set(path.query.keys())) query[name] = path.query.getAll(name).join(',');
  return {
    method: request.method ?? 'GET',
    url: `http://${host}${path.encoded}`,
    headers: flatHeaders(request.headers),
    query,
    params,
    ...(body.length > 0 && { body: { bytes: body } }),
  };
}

/** Reads the body. Its size was already checked by its Content-Length. */
async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  const counted = request.headers['content-length'] !== undefined;
  for await (const chunk of request) if (counted) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

function writeResponse(response: ServerResponse, http: HttpResponseData): void {
  for (const [name, value] of Object.entries(http.headers)) {
    const ours = name === 'content-length' || name === 'transfer-encoding' || name === 'connection';
    if (!ours) response.setHeader(name, value);
  }
  if (http.cookies.length > 0) response.appendHeader('set-cookie', http.cookies.map(setCookie));
  response.statusCode = Number(http.statusCode);
  response.end(http.body?.bytes);
}
