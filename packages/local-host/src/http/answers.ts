import type { ServerResponse } from 'node:http';

/** Sends a status without a body. Closes the connection when a response has already begun. */
export function answerEmpty(
  response: ServerResponse,
  status: number,
  headers: Record<string, string> = {},
): ServerResponse {
  if (response.headersSent) {
    return response.destroy();
  }
  if (status !== 204) response.setHeader('content-length', 0);
  return response.writeHead(status, headers).end();
}

/** Sends a JSON response. */
export function answerJson(response: ServerResponse, value: unknown): ServerResponse {
  const body = JSON.stringify(value);
  const headers = {
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(body),
  };
  return response.writeHead(200, headers).end(body);
}

/** Sends a text response. */
export function answerText(response: ServerResponse, text: string, status = 200): ServerResponse {
  const headers = {
    'content-type': 'text/plain; charset=utf-8',
    'content-length': Buffer.byteLength(text),
  };
  return response.writeHead(status, headers).end(text);
}
