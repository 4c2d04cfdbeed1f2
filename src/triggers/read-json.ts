import type { HttpRequest } from '@azure/functions';
import { isTooDeep, maxDepth } from '../alerts/json-depth.ts';
import { plainText } from '../alerts/plain-text.ts';
import { HttpProblem } from './problem.ts';

/** Maximum body size in bytes, as large as Azure Monitor posts. */
const maxBytes = 256 * 1024;

/**
 * Reads a request's body as JSON.
 *
 * @throws {HttpProblem} `body-too-large`, `malformed-json` or `json-too-deep`.
 */
export async function readJson(request: HttpRequest): Promise<unknown> {
  const body = parse(await readText(request));
  if (!isTooDeep(body)) return body;
  throw new HttpProblem({
    kind: 'json-too-deep',
    status: 400,
    title: 'The body is nested too deeply',
    detail: `Send JSON with at most ${maxDepth} levels of objects and arrays.`,
  });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? plainText(error.message, 200) : '';
    throw new HttpProblem({
      kind: 'malformed-json',
      status: 400,
      title: 'The body is not JSON',
      detail: `Send JSON in UTF-8. ${reason}`,
    });
  }
}

async function readText(request: HttpRequest): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  // Read and drop the rest of an oversized body, or its sender would not see the response.
  for await (const chunk of (request.body ?? []) as AsyncIterable<Uint8Array>) {
    size += chunk.byteLength;
    if (size <= maxBytes) chunks.push(chunk);
  }
  if (size > maxBytes) {
    throw new HttpProblem({
      kind: 'body-too-large',
      status: 413,
      title: 'The body is too large',
      detail: `A body has at most ${maxBytes} bytes; this one has ${size}.`,
    });
  }
  return decode(Buffer.concat(chunks));
}

/** Decodes UTF-8, and UTF-16 as Windows tools may write it, each with or without a byte-order mark. */
function decode(bytes: Uint8Array): string {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (first === 0xfe && second === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  return new TextDecoder().decode(bytes);
}
