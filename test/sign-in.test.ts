import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { axeViolations } from './browser/axe-violations.ts';
import { openBrowser, unlessChromium } from './browser/chromium.ts';
import { alertFor, newMachine } from './support/alerts.ts';
import { TestStack } from './support/test-stack.ts';

const stack = await TestStack.start({
  settings: { CAPTURE_SIGN_IN: 'entra', WEBSITE_AUTH_ENABLED: 'True' },
});
after(() => stack[Symbol.asyncDispose]());

/** The headers that App Service authentication adds to a request. */
const user = {
  'x-ms-client-principal-idp': 'aad',
  'x-ms-client-principal': Buffer.from('{"auth_typ":"aad","claims":[]}').toString('base64'),
};

const call = (path: string, init?: RequestInit): Promise<Response> =>
  fetch(`${stack.address.app}/api/${path}`, init);

describe('with CAPTURE_SIGN_IN=entra', () => {
  test('a user needs no key, and a key is no user', async () => {
    assert.equal((await call('captures', { headers: user })).status, 200);
    const key = { 'x-functions-key': stack.address.functionKey };
    const refused = await call('captures', { headers: key });
    assert.equal(refused.status, 401);
    assert.match(await refused.text(), /problem:not-signed-in/);
    const other = { ...user, 'x-ms-client-principal-idp': 'github' };
    assert.equal((await call('captures', { headers: other })).status, 401);
  });

  test('an alert still needs its key, and a user does not replace it', async () => {
    const alert = { method: 'POST', body: alertFor(newMachine('web-01')) };
    assert.equal((await call('alerts', { ...alert, headers: user })).status, 401);
    const key = { 'x-functions-key': stack.address.functionKey };
    assert.equal((await call('alerts', { ...alert, headers: key })).status, 202);
  });

  test('a page of another site cannot act with the session of the user', async () => {
    const stop = (site: string) =>
      call('captures/unknown/stop', {
        method: 'POST',
        headers: { ...user, 'sec-fetch-site': site },
      });
    assert.equal((await stop('cross-site')).status, 403);
    assert.equal((await stop('same-site')).status, 403);
    assert.equal((await stop('same-origin')).status, 404);
  });

  test(
    'the page opens without a key, also from a link, and leads to the sign-in when it has expired',
    { skip: unlessChromium() },
    async () => {
      const id = await stack.client.postAlert(alertFor(newMachine('web-02')));
      await using browser = await openBrowser({ extraHTTPHeaders: user });
      const page = await browser.newPage();
      await page.goto(`${stack.address.app}/api/ui?capture=${id}`);
      await page.getByRole('heading', { name: 'outbound traffic above baseline' }).waitFor();
      await browser.setExtraHTTPHeaders({});
      const link = page.getByRole('link', { name: 'Sign in with Entra ID' });
      await link.waitFor();
      assert.deepEqual(await axeViolations(page), []);
      assert.equal(
        await link.getAttribute('href'),
        `/.auth/login/aad?post_login_redirect_uri=${encodeURIComponent(`/api/ui?capture=${id}`)}`,
      );
    },
  );
});
