import type { DurableHttpRequest } from '../model/action.ts';

/**
 * The activity behind `callHttp`: makes the request and gives back status, headers and text as JSON
 * text. Token sources belong to Azure's managed identities and are refused.
 */
export async function callHttp(input: string | null): Promise<string> {
  const request = JSON.parse(input ?? 'null') as DurableHttpRequest | null;
  if (!request) throw new Error('callHttp was asked without a request.');
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

// The extension hands over no header that .NET counts to the content (HttpContentHeaders).
function isContentHeader(name: string): boolean {
  return /^(?:allow|expires|last-modified|content-.*)$/.test(name);
}

// fetch lowers header names; the extension gives them in the customary form.
function pascalCase(name: string): string {
  return name.replace(/(^|-)[a-z]/g, (letter) => letter.toUpperCase());
}
