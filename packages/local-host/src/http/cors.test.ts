import assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';
import { after, describe, test } from 'node:test';
import { loadApp } from '../worker/load-app.ts';
import type { Cors } from './cors.ts';
import { createHttpServer } from './http-server.ts';

const app = await loadApp({
  appDirectory: fileURLToPath(new URL('../../fixtures/apps/http-classic', import.meta.url)),
  supportedBindings: ['httpTrigger', 'http', 'durableClient'],
});
const keys = { function: 'f', system: 's', master: 'm' };
const page = 'http://localhost:3000';

/** The CORS headers in the response to a page of another origin. */
async function answer(cors: Cors, method = 'GET', headers: Record<string, string> = {}) {
  const server = createHttpServer({ app, keys, routePrefix: 'api', cors });
  const url = 'http://app.test/api/cookies';
  const response = await server.handle(
    new Request(url, { method, headers: { origin: page, ...headers } }),
  );
  const shown = [...response.headers].filter(([name]) => /^access-control-|^vary$/.test(name));
  return { status: response.status, ...Object.fromEntries(shown) };
}

const preflight = {
  'access-control-request-method': 'PUT',
  'access-control-request-headers': 'x-functions-key',
};

describe('a page of another origin', () => {
  after(() => app.close());

  test('may call when it is listed or when all are allowed', async () => {
    assert.deepEqual(await answer({ origins: [page], credentials: false }), {
      status: 200,
      'access-control-allow-origin': page,
      vary: 'Origin',
    });
    assert.deepEqual(await answer({ origins: ['*'], credentials: false }), {
      status: 200,
      'access-control-allow-origin': '*',
    });
  });

  test('with credentials is answered by its name, never by "*"', async () => {
    assert.deepEqual(await answer({ origins: ['*'], credentials: true }), {
      status: 200,
      'access-control-allow-credentials': 'true',
      'access-control-allow-origin': page,
      vary: 'Origin',
    });
  });

  test('gets an answer to its preflight without a key', async () => {
    const cors = { origins: [page], credentials: false };
    assert.deepEqual(await answer(cors, 'OPTIONS', preflight), {
      status: 204,
      'access-control-allow-headers': 'x-functions-key',
      'access-control-allow-methods': 'PUT',
      'access-control-allow-origin': page,
      vary: 'Origin',
    });
  });

  test('may not call when it is not listed', async () => {
    const cors = { origins: ['http://other.test'], credentials: false };
    assert.deepEqual(await answer(cors), { status: 200 });
    assert.deepEqual(await answer(cors, 'OPTIONS', preflight), { status: 404 });
  });
});
