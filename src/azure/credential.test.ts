import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, describe, test } from 'node:test';
import { credential } from './credential.ts';
import { requestTimeoutMs } from './deadline.ts';
import { toFailure } from './errors.ts';

/* The app's chain of credentials against an identity endpoint of App Service that has trouble. */

const json = (status: number, body: unknown) => (response: ServerResponse) => {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
};

const token = json(200, {
  access_token: 'a-token',
  expires_on: String(Math.floor(Date.now() / 1000) + 86_400),
  resource: 'https://management.azure.com',
  token_type: 'Bearer',
});

const troubles: Record<string, (response: ServerResponse) => void> = {
  'throttles with 429': json(429, {}),
  'fails with 500': json(500, { error: 'internal' }),
  'is unavailable with 503': json(503, {}),
  'knows no identity yet, with 404': json(404, {}),
  'resets the connection': ({ socket }) => socket?.resetAndDestroy(),
  'ends in the middle of its answer': (response) => {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': '500' });
    response.write('{"access_token":"a-');
    setImmediate(() => response.socket?.destroy());
  },
  'answers with a page': (response) => {
    response.writeHead(200, { 'content-type': 'text/html' });
    response.end('<html>Sign in</html>');
  },
};

let answer = token;
const server = createServer((_, response) => answer(response));
server.listen(0, '127.0.0.1');
await once(server, 'listening');
Object.assign(process.env, {
  IDENTITY_ENDPOINT: `http://127.0.0.1:${(server.address() as AddressInfo).port}/msi/token`,
  IDENTITY_HEADER: 'header',
  AZURE_TOKEN_CREDENTIALS: 'ManagedIdentityCredential',
});

// The SDK tries again by itself, with waits of 20 seconds in all.
const { setTimeout: original } = globalThis;
globalThis.setTimeout = ((run: () => void, delay: number, ...given: []) =>
  original(run, delay === requestTimeoutMs ? delay : delay / 200, ...given)) as typeof setTimeout;

after(async () => {
  globalThis.setTimeout = original;
  server.close();
  server.closeAllConnections();
  await once(server, 'close');
});

let audiences = 0;
/** Gets a token that is not kept yet. */
const getToken = async (): Promise<string | undefined> =>
  (await (await credential()).getToken(`https://${++audiences}.example/.default`))?.token;

describe('when the identity endpoint', () => {
  for (const [what, trouble] of Object.entries(troubles)) {
    test(`${what}, the call is transient, and a token is had afterwards`, async () => {
      answer = trouble;
      await assert.rejects(getToken, (error) => {
        assert.equal(toFailure(error, 'queryCapture').transient, true, String(error));
        return true;
      });
      answer = token;
      assert.equal(await getToken(), 'a-token');
    });
  }
});
