import http, { type IncomingMessage } from 'node:http';
import https from 'node:https';

/** An HTTP request. Its headers are sent as they are; only `Host` and the length of the content are added. */
export interface OutgoingRequest {
  method: string;
  url: URL;
  headers: Record<string, string>;
  content: string | undefined;
}

// Defaults of .NET's HttpClient.
const MOST_REDIRECTS = 50;
const TIMEOUT_MS = 100_000;

/**
 * Sends a request and follows redirects, as .NET's HttpClient does.
 *
 * @throws Error that names the cause and the address, such as "Connection refused (127.0.0.1:1)"
 */
export async function sendRequest(request: OutgoingRequest): Promise<IncomingMessage> {
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  let current = request;
  for (let redirects = 0; ; redirects++) {
    const response = await exchange(current, signal);
    const next = redirects < MOST_REDIRECTS ? redirected(current, response) : undefined;
    if (!next) return response;
    response.resume();
    current = next;
  }
}

function exchange(
  { method, url, headers, content }: OutgoingRequest,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const { request } = url.protocol === 'https:' ? https : http;
  const sent = request(url, { method, headers, signal, agent: false }, resolve);
  sent.removeHeader('connection');
  sent.on('error', (error: NodeJS.ErrnoException) => {
    reject(new Error(causeOf(error, url), { cause: error }));
  });
  sent.end(content);
  return promise;
}

function causeOf(error: NodeJS.ErrnoException, { hostname, port, protocol }: URL): string {
  const address = `${hostname}:${port || (protocol === 'https:' ? '443' : '80')}`;
  switch (error.code) {
    case 'ECONNREFUSED':
      return `Connection refused (${address})`;
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `Name or service not known (${address})`;
    case 'ABORT_ERR':
      return `The request took more than ${TIMEOUT_MS / 1000} seconds (${address})`;
    default:
      return `${error.message} (${address})`;
  }
}

/** The request that a redirect asks for; undefined if the response is not a redirect to follow. */
function redirected(
  request: OutgoingRequest,
  { statusCode = 0, headers: { location } }: IncomingMessage,
): OutgoingRequest | undefined {
  if (![300, 301, 302, 303, 307, 308].includes(statusCode) || location === undefined) {
    return undefined;
  }
  const url = URL.parse(location, request.url.href);
  if (!url || !/^https?:$/.test(url.protocol)) return undefined;
  if (request.url.protocol === 'https:' && url.protocol === 'http:') return undefined;
  const headers = Object.fromEntries(
    Object.entries(request.headers).filter(([name]) => !/^authorization$/i.test(name)),
  );
  const becomesGet =
    statusCode === 303
      ? request.method !== 'GET' && request.method !== 'HEAD'
      : statusCode < 303 && request.method === 'POST';
  if (!becomesGet) return { ...request, url, headers };
  return { method: 'GET', url, headers: withoutContentHeaders(headers), content: undefined };
}

function withoutContentHeaders(headers: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !/^content-/i.test(name)));
}
