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
export const answerText = (response: ServerResponse, text: string, status = 200): ServerResponse =>
  send(response, 'text/plain', text, status);

/** Sends an HTML page. */
export const answerHtml = (response: ServerResponse, page: string): ServerResponse =>
  send(response, 'text/html', page, 200);

function send(
  response: ServerResponse,
  type: string,
  text: string,
  status: number,
): ServerResponse {
  const headers = {
    'content-type': `${type}; charset=utf-8`,
    'content-length': Buffer.byteLength(text),
  };
  return response.writeHead(status, headers).end(text);
}
