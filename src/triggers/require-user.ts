import type { HttpRequest } from '@azure/functions';
import { HttpProblem } from './problem.ts';

const notSignedIn = new HttpProblem({
  kind: 'not-signed-in',
  status: 401,
  title: 'Nobody is signed in',
  detail: 'Sign in with Entra ID at /.auth/login/aad, or send a token of Entra ID.',
});

const crossSite = new HttpProblem({
  kind: 'cross-site',
  status: 403,
  title: 'Another site sent the request',
  detail: 'Open the page of this app, and act there.',
});

/**
 * Requires a user or an application that App Service authentication has identified by Entra ID. The platform
 * removes such headers from outside. Call it only while authentication is on; the settings check that.
 *
 * The browser sends the session cookie with requests of other sites too, so those are refused.
 *
 * @throws {HttpProblem} `not-signed-in` or `cross-site`.
 */
export function requireUser({ method, headers }: Pick<HttpRequest, 'method' | 'headers'>): void {
  const isIdentified =
    headers.get('x-ms-client-principal-idp') === 'aad' &&
    Boolean(headers.get('x-ms-client-principal'));
  if (!isIdentified) throw notSignedIn;
  const site = headers.get('sec-fetch-site') ?? 'none';
  if (method !== 'GET' && site !== 'same-origin' && site !== 'none') throw crossSite;
}
