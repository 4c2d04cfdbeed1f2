import type { IncomingMessage } from 'node:http';
import { buffer } from 'node:stream/consumers';
import type { DurableHttpRequest } from '../model/action.ts';
import { sendRequest } from './send-request.ts';

// What the extension sends of itself, and nothing else.
const USER_AGENT = 'Microsoft.Azure.WebJobs.Extensions.DurableTask/3.14.1';

/**
 * The activity behind `callHttp`: sends the request and returns status, headers and content as JSON
 * text, in the form recorded from extension 3.14.1. Token sources need an Azure managed identity, so
 * they are rejected.
 *
 * @throws Error with the named cause if there is no response
 */
export async function callHttp(input: string | null): Promise<string> {
  const request = JSON.parse(input ?? 'null') as DurableHttpRequest | null;
  if (!request) throw new Error('callHttp needs a request.');
  if (request.tokenSource) {
    throw new Error(
      'callHttp with a tokenSource needs a managed identity, which one machine has not. ' +
        'Call the service from an activity instead.',
    );
  }
  const url = URL.parse(request.uri);
  if (!url || !/^https?:$/.test(url.protocol)) {
    throw new Error(
      'An invalid request URI was provided. The request URI must be an absolute URI with http or https.',
    );
  }
  const content = request.content ?? undefined;
  const response = await sendRequest({
    method: request.method,
    url,
    headers: requestHeaders(request.headers ?? {}, content !== undefined),
    content,
  });
  return JSON.stringify({
    statusCode: response.statusCode,
    headers: responseHeaders(response),
    content: textOf(await buffer(response), response.headers['content-type']),
  });
}

function requestHeaders(given: Record<string, string>, hasContent: boolean) {
  const has = (wanted: string) => Object.keys(given).some((name) => name.toLowerCase() === wanted);
  // A later request for the status of an asynchronous one has its headers, and no content.
  const sent = Object.entries(given).filter(
    ([name]) => hasContent || name.toLowerCase() !== 'content-type',
  );
  return {
    ...(!has('user-agent') && { 'User-Agent': USER_AGENT }),
    ...(hasContent && !has('content-type') && { 'Content-Type': 'text/plain' }),
    ...Object.fromEntries(sent),
  };
}

/** In the order in which they were sent. A repeated header has an array of values. */
function responseHeaders({ rawHeaders }: IncomingMessage): Record<string, string | string[]> {
  const values = new Map<string, string[]>();
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const [name = '', value = ''] = rawHeaders.slice(index, index + 2);
    if (isContentHeader(name)) continue;
    const known = usualForm(name);
    values.set(known, [...(values.get(known) ?? []), value]);
  }
  return Object.fromEntries(
    [...values].map(([name, list]) => [name, list.length === 1 ? (list[0] ?? '') : list]),
  );
}

// The extension omits the headers that .NET counts as content headers (HttpContentHeaders).
function isContentHeader(name: string): boolean {
  return /^(?:allow|expires|last-modified|content-.*)$/i.test(name);
}

// .NET knows the standard headers and returns their names in the usual form.
function usualForm(name: string): string {
  return /^x-/i.test(name) ? name : name.replace(/(^|-)[a-z]/g, (start) => start.toUpperCase());
}

function textOf(content: Buffer, contentType = ''): string {
  const charset = /;\s*charset="?([^";\s]+)/i.exec(contentType)?.[1] ?? 'utf-8';
  let decoder;
  try {
    decoder = new TextDecoder(charset);
  } catch (error) {
    throw new Error(`The response has the unknown charset ${charset}.`, { cause: error });
  }
  return decoder.decode(content);
}
