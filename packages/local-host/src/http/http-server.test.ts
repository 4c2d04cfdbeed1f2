import assert from 'node:assert/strict';
import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { after, before, describe, test } from 'node:test';
import type { FunctionApp } from '../model/function-app.ts';
import { loadApp } from '../worker/load-app.ts';
import { createHttpServer, type HttpServer } from './http-server.ts';
import type { HttpServerOptions } from './server-options.ts';

const keys = { function: 'f', system: 's', master: 'm' };

/** Sends raw text and returns all data that arrives until the connection closes. */
async function exchange(url: string, sent: string): Promise<string> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  socket.write(sent);
  return text(socket);
}

describe('the web server', () => {
  let app: FunctionApp;
  let server: HttpServer;

  const create = (options: Partial<HttpServerOptions> = {}) =>
    createHttpServer({ app, keys, routePrefix: 'api', ...options });
  const get = (path: string, init?: RequestInit) =>
    server.handle(new Request(`http://app.test${path}`, init));

  before(async () => {
    app = await loadApp({
      appDirectory: fileURLToPath(new URL('../../fixtures/apps/http-classic', import.meta.url)),
      supportedBindings: ['httpTrigger', 'http', 'durableClient'],
    });
    server = create({
      bindingData: (request, { type }) => ({ type, host: request.headers.host }),
      mounts: [
        {
          prefix: '/runtime/webhooks/durabletask',
          access: 'system',
          async handle(_request, response, url) {
            if (url.pathname.endsWith('/unknown')) return false;
            response.end(url.href);
            return true;
          },
        },
        {
          prefix: '/broken',
          access: 'anonymous',
          handle: () => Promise.reject(new Error('mount broke')),
        },
      ],
    });
  });
  after(() => app.close());

  test('has a home page', async () => {
    const response = await get('/');
    assert.deepEqual(
      [response.status, response.headers.get('content-type')],
      [200, 'text/html; charset=utf-8'],
    );
    assert.equal((await get('/favicon.ico')).status, 404);
  });

  test('serves a mount, with keys checked as the extension checks them', async () => {
    const path = '/runtime/webhooks/DurableTask/instances?code=';
    const statuses = ['', 'wrong', 'f', 's', 'm'].map(
      async (key) => (await get(path + key)).status,
    );
    assert.deepEqual(await Promise.all(statuses), [401, 401, 403, 200, 200]);
    assert.equal((await get(path)).headers.get('www-authenticate'), 'Bearer');
    const header = { headers: { 'x-functions-key': 's' } };
    assert.equal(await (await get(path, header)).text(), `http://app.test${path}`);
    assert.equal((await get('/runtime/webhooks/durabletask/unknown?code=s')).status, 404);
    assert.equal((await get('/runtime/webhooks/durabletasks?code=s')).status, 404);
    assert.equal((await get('/broken')).status, 500);
  });

  test('lists the functions under /admin', async () => {
    assert.equal((await get('/admin/functions')).status, 401);
    assert.equal((await get('/admin/functions?code=f')).status, 403);
    assert.equal((await get('/admin/nothing?code=m')).status, 404);
    const all = (await (await get('/admin/functions?code=m')).json()) as { name: string }[];
    assert.deepEqual(
      all.map(({ name }) => name),
      [...app.functions.keys()],
    );
    const echo = (await (await get('/admin/functions/ECHO?code=m')).json()) as object;
    assert.deepEqual(
      all.find(({ name }) => name === 'echo'),
      echo,
    );
    const { invoke_url_template: url } = echo as Record<string, unknown>;
    assert.equal(url, 'http://app.test/api/echo/{a}/{b?}');
  });

  test("passes the client binding's data to the function", async () => {
    const response = await get('/api/binding');
    assert.deepEqual(await response.json(), { type: 'durableClient', host: 'app.test' });
  });

  test('gives a function a trace context, empty as without Application Insights', async () => {
    const response = await get('/api/trace');
    assert.deepEqual(await response.json(), { traceParent: '', traceState: '', attributes: {} });
  });

  test('runs as many functions as it may, while mounts answer', async () => {
    const free = Promise.withResolvers<undefined>();
    const started: string[] = [];
    const slow: FunctionApp = {
      ...app,
      async invoke(name, invocation) {
        started.push(name);
        await free.promise;
        return app.invoke(name, invocation);
      },
    };
    const limited = create({
      app: slow,
      maxConcurrentRequests: 2,
      mounts: [{ prefix: '/open', access: 'anonymous', handle: async (_, r) => !!r.end('open') }],
    });
    const call = (path: string) => limited.handle(new Request(`http://app.test${path}`));
    const answers = ['/api/trace', '/api/trace', '/api/trace'].map(call);
    assert.equal((await call('/open')).status, 200);
    assert.deepEqual([started.length, limited.areRequestsWaiting], [2, true]);
    free.resolve(undefined);
    const statuses = await Promise.all(answers.map(async (answer) => (await answer).status));
    assert.deepEqual([statuses, started.length], [[200, 200, 200], 3]);
    assert.equal(limited.areRequestsWaiting, false);
  });

  test('without authentication, functions need no key, and the other paths do', async () => {
    const open = create({ noAuth: true });
    const status = async (path: string) =>
      (await open.handle(new Request(`http://app.test${path}`))).status;
    assert.equal((await get('/api/secured')).status, 401);
    assert.equal(await status('/api/secured'), 200);
    assert.equal(await status('/api/keyedAdmin'), 200);
    assert.equal(await status('/admin/host/status'), 401);
  });

  test('lists a function that cannot run with the reason', async () => {
    const bindings = [{ name: 'change', type: 'cosmosDBTrigger', direction: 'in' }] as const;
    const broken = { name: 'onChange', bindings, error: new Error('no such binding') };
    const partial = createHttpServer({
      ...{ app: { ...app, unavailable: [broken] }, keys, routePrefix: 'api' },
    });
    const admin = async (path: string) =>
      (await partial.handle(new Request(`http://app.test/admin/${path}?code=m`))).json();
    const listed = (await admin('functions')) as { name: string }[];
    assert.ok(listed.some(({ name }) => name === 'onChange'));
    assert.deepEqual(await admin('functions/onchange/status'), { errors: ['no such binding'] });
    assert.deepEqual(await admin('functions/secured/status'), {});
  });

  test('sets cookies', async () => {
    const response = await get('/api/cookies');
    assert.deepEqual(response.headers.getSetCookie(), [
      'plain=a%20b; path=/',
      'full=v; max-age=60; path=/; secure; samesite=lax; httponly',
    ]);
    assert.equal(await response.text(), 'ok');
  });

  test('without streaming a chunked body is empty and a compressed one unchanged', async () => {
    const post = async (headers: Record<string, string>) => {
      const response = await get('/api/rawpost', { method: 'POST', body: 'abc', headers });
      return response.json();
    };
    assert.deepEqual(await post({ 'transfer-encoding': 'chunked' }), { len: 0, ce: null });
    assert.deepEqual(await post({ 'content-encoding': 'gzip' }), { len: 3, ce: 'gzip' });
  });

  test('answers only requests with its own host name', async () => {
    const listening = create({ hostNames: ['tunnel.example'] });
    const url = await listening.listen();
    const statusFor = async (host: string) => {
      const sent = request(url, { headers: { host }, agent: false });
      const [answer] = (await once(sent.end(), 'response')) as [IncomingMessage];
      return [answer.statusCode, await text(answer)] as const;
    };
    assert.equal((await statusFor('localhost'))[0], 200);
    assert.equal((await statusFor('tunnel.example:443'))[0], 200);
    const [status, reason] = await statusFor('rebind.example');
    assert.equal(status, 403);
    assert.match(reason, /"rebind.example" is not a name of this host.*--host-name/);
    assert.equal((await statusFor('a b'))[0], 400);
    await listening.close();
  });

  test('refuses a request with two hosts', async () => {
    const listening = create();
    const answer = await exchange(
      await listening.listen(),
      'GET / HTTP/1.1\r\nhost: localhost\r\nhost: rebind.example\r\nconnection: close\r\n\r\n',
    );
    assert.match(answer, /^HTTP\/1.1 400 /);
    await listening.close();
  });

  for (const [what, sent] of [
    ['header', 'POST /api/rawpost HTTP/1.1\r\nhost: localhost\r\ncontent-le'],
    ['body', 'POST /api/rawpost HTTP/1.1\r\nhost: localhost\r\ncontent-length: 9\r\n\r\nhalf'],
  ] as const) {
    test(`ends a request whose ${what} does not arrive in time`, async () => {
      const impatient = create({ requestTimeoutSeconds: 0.05 });
      assert.match(await exchange(await impatient.listen(), sent), /^HTTP\/1.1 408 /);
      await impatient.close();
    });
  }

  test('closing finishes running requests and accepts no more', async () => {
    let release = () => {};
    const entered = Promise.withResolvers<undefined>();
    const held = new Promise<void>((resolve) => (release = resolve));
    const slow = create({
      mounts: [
        {
          prefix: '/slow',
          access: 'anonymous',
          async handle(_request, response) {
            entered.resolve(undefined);
            await held;
            response.end('done');
            return true;
          },
        },
      ],
    });
    const url = await slow.listen();
    const answered = fetch(`${url}/slow`);
    await entered.promise;
    const closed = slow.close();
    await assert.rejects(fetch(url));
    await assert.rejects(slow.handle(new Request(url)), { code: 'server-closed' });
    release();
    assert.equal(await (await answered).text(), 'done');
    await closed;
    assert.equal(slow.url, undefined);
  });

  test('closing ends requests that exceed the grace period', async () => {
    const entered = Promise.withResolvers<undefined>();
    const stuck = create({
      mounts: [
        {
          prefix: '/stuck',
          access: 'anonymous',
          handle() {
            entered.resolve(undefined);
            return new Promise(() => {});
          },
        },
      ],
    });
    const answered = fetch(`${await stuck.listen()}/stuck`);
    await entered.promise;
    await Promise.all([assert.rejects(answered), stuck.close({ graceSeconds: 0 })]);
  });

  test('a port in use is an error', async () => {
    const first = create();
    const port = Number(new URL(await first.listen()).port);
    await assert.rejects(create().listen(port), { code: 'EADDRINUSE' });
    await first.close();
  });
});
