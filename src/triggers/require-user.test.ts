import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HttpProblem } from './problem.ts';
import { requireUser } from './require-user.ts';

const user = { 'x-ms-client-principal-idp': 'aad', 'x-ms-client-principal': 'eyJ9' };

/** Problem of a request; undefined if it is accepted. */
function problemOf(method: string, headers: Record<string, string>): unknown {
  try {
    requireUser({ method, headers: new Headers(headers) });
    return undefined;
  } catch (error) {
    assert(error instanceof HttpProblem);
    return JSON.parse(error.response.body as string);
  }
}

const notSignedIn = {
  type: 'urn:alert-capture:problem:not-signed-in',
  title: 'Nobody is signed in',
  status: 401,
  detail: 'Sign in with Entra ID at /.auth/login/aad, or send a token of Entra ID.',
};
const crossSite = {
  type: 'urn:alert-capture:problem:cross-site',
  title: 'Another site sent the request',
  status: 403,
  detail: 'Open the page of this app, and act there.',
};

const cases: [what: string, method: string, headers: Record<string, string>, problem?: object][] = [
  ['a read of a user', 'GET', user],
  ['a read of a user on another site', 'GET', { ...user, 'sec-fetch-site': 'cross-site' }],
  ['an action on the page', 'POST', { ...user, 'sec-fetch-site': 'same-origin' }],
  ['an action that the user typed', 'POST', { ...user, 'sec-fetch-site': 'none' }],
  ['an action of a tool, which is no browser', 'DELETE', user],
  ['an action on another site', 'POST', { ...user, 'sec-fetch-site': 'cross-site' }, crossSite],
  ['an action on a subdomain', 'DELETE', { ...user, 'sec-fetch-site': 'same-site' }, crossSite],
  ['a request of nobody', 'GET', {}, notSignedIn],
  [
    'a user of another provider',
    'GET',
    { ...user, 'x-ms-client-principal-idp': 'github' },
    notSignedIn,
  ],
  ['a provider without a user', 'GET', { 'x-ms-client-principal-idp': 'aad' }, notSignedIn],
  ['an empty user', 'GET', { ...user, 'x-ms-client-principal': '' }, notSignedIn],
  ['a user without a provider', 'GET', { 'x-ms-client-principal': 'eyJ9' }, notSignedIn],
];
for (const [what, method, headers, problem] of cases) {
  test(`${what} is ${problem === undefined ? 'accepted' : 'refused'}`, () => {
    assert.deepEqual(problemOf(method, headers), problem);
  });
}
