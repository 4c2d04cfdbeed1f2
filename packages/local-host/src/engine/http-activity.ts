import type { DurableHttpRequest } from '../model/action.ts';

/**
 * The activity behind `callHttp`: sends the request and returns status, headers and content as JSON
 * text. Token sources need an Azure managed identity, so they are rejected.
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
  const response = await fetch(request.uri, {
    method: request.method,
    headers: request.headers ?? {},
    body: request.content ?? null,
    redirect: 'follow',
  });
  return JSON.stringify({
    statusCode: response.status,
    headers: Object.fromEntries(
      [...response.headers]
        .filter(([name]) => !isContentHeader(name))
        .map(([name, value]) => [pascalCase(name), value]),
    ),
    content: await response.text(),
  });
}

// The extension omits the headers that .NET counts as content headers (HttpContentHeaders).
function isContentHeader(name: string): boolean {
  return /^(?:allow|expires|last-modified|content-.*)$/.test(name);
}

// fetch lowercases header names; the extension returns them in their usual form.
function pascalCase(name: string): string {
  return name.replace(/(^|-)[a-z]/g, (letter) => letter.toUpperCase());
}
