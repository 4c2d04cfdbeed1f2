import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import type { ApiAnswer, ApiRequest } from './exchange.ts';

/** Creates an API request from an HTTP request. */
export function requestOverHttp(
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
): ApiRequest {
  return {
    method: request.method ?? '',
    url,
    headers: request.headers,
    text: () => text(request),
    onceLeft: (callback) => response.once('close', callback),
  };
}

/** Sends an answer if it is defined. @returns whether it was sent */
export function sendOverHttp(response: ServerResponse, answer: ApiAnswer | undefined): boolean {
  if (!answer) return false;
  const { status, headers, body } = answer;
  const length = { 'content-length': Buffer.byteLength(body) };
  response.writeHead(status, { ...headers, ...length }).end(body);
  return true;
}
