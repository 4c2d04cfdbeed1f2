import type { HttpRequest } from '@azure/functions';
import { HttpProblem } from './problem.ts';

/** Azure Monitor posts up to so much. */
const maxBytes = 256 * 1024;

/**
 * Reads a request's body as JSON.
 *
 * @throws {HttpProblem} `body-too-large` or `malformed-json`.
 */
export async function readJson(request: HttpRequest): Promise<unknown> {
  const text = await readText(request);
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new HttpProblem({
      kind: 'malformed-json',
      status: 400,
      title: 'The body is not JSON',
      detail: `Send the alert as JSON in UTF-8. ${error instanceof Error ? error.message.slice(0, 200) : ''}`,
    });
  }
}

async function readText(request: HttpRequest): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  // The rest of a body that is too large is read and dropped, or its sender would not see the answer.
  for await (const chunk of (request.body ?? []) as AsyncIterable<Uint8Array>) {
    size += chunk.byteLength;
    if (size <= maxBytes) chunks.push(chunk);
  }
  if (size > maxBytes) {
    throw new HttpProblem({
      kind: 'body-too-large',
      status: 413,
      title: 'The body is too large',
      detail: `An alert has at most ${maxBytes} bytes; this body has ${size}.`,
    });
  }
  return Buffer.concat(chunks).toString('utf8');
}
