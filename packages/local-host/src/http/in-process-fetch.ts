import { request as sendRequest, type IncomingMessage, type Server } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream } from 'node:stream/web';
import { connectInMemory } from './memory-connection.ts';

/** Statuses for which the Fetch standard allows no body. */
const bodiless = new Set([204, 205, 304]);

/**
 * Sends a request through the server over a pair of in-memory streams instead of a socket. A body is sent
 * with its length, unless the header `transfer-encoding: chunked` asks for a stream.
 */
export async function fetchThroughStream(server: Server, request: Request): Promise<Response> {
  const { pathname, search, host } = new URL(request.url);
  const streamed = request.body && request.headers.has('transfer-encoding');
  const body = streamed ? undefined : Buffer.from(await request.arrayBuffer());
  const sent = sendRequest({
    createConnection: () => connectInMemory(server),
    method: request.method,
    path: pathname + search,
    headers: {
      ...Object.fromEntries(request.headers),
      ...(body?.length && { 'content-length': body.length }),
      host,
      connection: 'close',
    },
    signal: request.signal,
  });
  const answered = new Promise<IncomingMessage>((resolve, reject) => {
    sent.once('response', resolve);
    sent.once('error', reject);
  });
  if (body) {
    sent.end(body);
  } else {
    const stream = Readable.fromWeb(request.body as ReadableStream<Uint8Array>);
    // A server may respond and close before the end of the body. Only the response matters then.
    pipeline(stream, sent).catch(() => undefined);
  }
  return toResponse(await answered);
}

function toResponse(answer: IncomingMessage): Response {
  const headers = new Headers();
  for (const [name, values = []] of Object.entries(answer.headersDistinct)) {
    for (const value of values) headers.append(name, value);
  }
  const status = answer.statusCode ?? 500;
  const empty = bodiless.has(status);
  if (empty) answer.resume();
  const body = empty ? null : (Readable.toWeb(answer) as globalThis.ReadableStream<Uint8Array>);
  return new Response(body, { status, statusText: answer.statusMessage, headers });
}
