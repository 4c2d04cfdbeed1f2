import type { ServerResponse } from 'node:http';

/** Answers with a status and no body, unless an answer is under way: then it is broken off. */
export function answerEmpty(
  response: ServerResponse,
  status: number,
  headers: Record<string, string> = {},
): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  if (status !== 204) response.setHeader('content-length', 0);
  response.writeHead(status, headers).end();
}

/** Answers with JSON. */
export function answerJson(response: ServerResponse, value: unknown): void {
  const body = JSON.stringify(value);
  const headers = {
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(body),
  };
  response.writeHead(200, headers).end(body);
}

/** Answers with a line of text. */
export function answerText(response: ServerResponse, text: string): void {
  const headers = {
    'content-type': 'text/plain; charset=utf-8',
    'content-length': Buffer.byteLength(text),
  };
  response.writeHead(200, headers).end(text);
}
