import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { request as sendRequest, type IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { after, before, describe, test } from 'node:test';
import type { FunctionApp, LogEntry } from '../model/function-app.ts';
import { loadApp } from '../worker/load-app.ts';
import { createHttpServer, type HttpServer } from './http-server.ts';
import { requestBodyLimit } from './body-limit.ts';
import type { RequestEntry } from './server-options.ts';

const keys = { function: 'f', system: 's', master: 'm' };

/* Runs in a process of its own: `app.setup` of the SDK can be called only before an app has started. */

describe('an app with enableHttpStream', () => {
  let app: FunctionApp;
  let server: HttpServer;
  let url: string;
  const requests: RequestEntry[] = [];
  const logs: LogEntry[] = [];
  let onRequest: (entry: RequestEntry) => void = () => undefined;

  before(async () => {
    app = await loadApp({
      appDirectory: fileURLToPath(new URL('../../fixtures/apps/http-streaming', import.meta.url)),
      supportedBindings: ['httpTrigger', 'http'],
    });
    server = createHttpServer({
      app,
      keys,
      routePrefix: 'api',
      customHeaders: { 'x-host': 'local' },
      hostNames: ['example.test'],
      onRequest(entry) {
        requests.push(entry);
        onRequest(entry);
      },
      onLog: (entry) => logs.push(entry),
    });
    url = `${await server.listen()}/api`;
  });
  after(async () => {
    await server.close();
    await app.close();
  });

  const open = (path: string, headers: Record<string, string | number> = {}) => {
    const request = sendRequest(`${url}/${path}`, { method: 'POST', agent: false, headers });
    const answered = once(request, 'response') as Promise<[IncomingMessage]>;
    return { request, answer: async () => (await answered)[0] };
  };

  test('leaves no port of the SDK open to other processes', () => {
    assert.equal(app.functions.get('echo')!.httpServer!.listening, false);
  });

  test('gets a complete chunked body of any size', async () => {
    const block = Buffer.alloc(1024 * 1024, 'block ');
    const hash = createHash('sha256');
    const body = Readable.from(
      (function* () {
        for (let n = 0; n < 20; n += 1) {
          hash.update(block);
          yield block;
        }
      })(),
    );
    const init = { method: 'POST', body: Readable.toWeb(body), duplex: 'half' };
    const response = await fetch(`${url}/digest`, init as unknown as RequestInit);
    assert.deepEqual(await response.json(), {
      length: 20 * block.length,
      sha256: hash.digest('hex'),
    });
  });

  test('streams both ways at once', async () => {
    const { request, answer } = open('pingPong');
    request.write('ping');
    const response = await answer();
    const chunks = response.setEncoding('utf8')[Symbol.asyncIterator]();
    assert.equal((await chunks.next()).value, 'ping');
    request.write('pong');
    assert.equal((await chunks.next()).value, 'pong');
    request.end();
    assert.equal((await chunks.next()).done, true);
  });

  test('streams a long answer', async () => {
    const lines = (await (await fetch(`${url}/count/50000`)).text()).split('\n');
    assert.deepEqual([lines.length, lines.at(-2)], [50_001, '49999']);
  });

  test('sees the request as the client wrote it', async () => {
    const { request, answer } = open('echo/a%2Fb%20c?q=1&q=2', {
      host: 'example.test:81',
      'x-forwarded-host': 'forged.test',
      'x-ms-invocation-id': 'forged',
      'content-type': 'text/plain',
      connection: 'x-private, upgrade',
      upgrade: 'websocket',
      'x-private': 'p',
    });
    request.end('é');
    const response = await answer();
    assert.deepEqual(
      [response.statusCode, response.headers['x-a'], response.headers['x-host']],
      [201, '1', 'local'],
    );
    assert.equal(response.headers['x-ms-invocation-id'], undefined);
    const seen = JSON.parse(await text(response)) as Record<string, unknown>;
    const { headers, ...rest } = seen;
    assert.deepEqual(rest, {
      method: 'POST',
      url: 'http://example.test:81/api/echo/a%2Fb%20c?q=1&q=2',
      // Recorded: the parameters include those of the query, each with its last value.
      params: { q: '2', a: 'a%2Fb c' },
      query: [
        ['q', '1'],
        ['q', '2'],
      ],
      body: 'é',
    });
    assert.equal((headers as Record<string, string>)['content-type'], 'text/plain');
  });

  test('sets cookies and statuses', async () => {
    const response = await fetch(`${url}/cookies`);
    assert.deepEqual([response.status, response.headers.getSetCookie()], [202, ['n=v; Path=/']]);
  });

  test('a handler that throws gives 500, one that returns nothing 204', async () => {
    const thrown = await fetch(`${url}/throws`);
    assert.deepEqual([thrown.status, await thrown.text()], [500, '']);
    assert.match(logs.at(-1)!.message, /GET \/api\/throws: Error: thrown\n +at /);
    assert.equal((await fetch(`${url}/empty`)).status, 204);
  });

  test('a chunked body over the limit gives 500', async () => {
    const { request, answer } = open('hang');
    request.on('error', () => undefined);
    const block = Buffer.alloc(8 * 1024 * 1024);
    const answered = answer();
    for (let sent = 0; sent <= requestBodyLimit({}) && !request.destroyed; sent += block.length) {
      if (!request.write(block)) await Promise.race([once(request, 'drain'), answered]);
    }
    assert.equal((await answered).statusCode, 500);
    request.destroy();
  });

  test('a client that disconnects has no effect on others', async () => {
    const logged = logs.length;
    const left = new Promise<RequestEntry>((resolve) => (onRequest = resolve));
    const { request, answer } = open('hang', { 'content-length': 1000 });
    answer().catch(() => undefined);
    request.on('error', () => undefined);
    await new Promise((resolve) => request.write('only this', resolve));
    request.destroy();
    assert.deepEqual((await left).status, 0);
    assert.equal((await fetch(`${url}/count/1`)).status, 200);
    assert.equal(logs.length, logged);
  });

  test('serves many requests at once', async () => {
    const all = Array.from({ length: 200 }, async (_, n) => {
      const response = await fetch(`${url}/echo/${n}`, { method: 'POST', body: `body ${n}` });
      const { params, body } = (await response.json()) as Record<string, unknown>;
      assert.deepEqual([params, body], [{ a: String(n) }, `body ${n}`]);
    });
    await Promise.all(all);
  });

  test('answers without a socket too', async () => {
    const request = new Request('http://app.test/api/echo/x', { method: 'POST', body: 'b' });
    const response = await server.handle(request);
    const { url: seen, body } = (await response.json()) as Record<string, unknown>;
    assert.deepEqual([response.status, seen, body], [201, 'http://app.test/api/echo/x', 'b']);
    assert.equal((await server.handle(new Request('http://app.test/api/empty'))).status, 204);
  });

  test('no key is in the access log', async () => {
    await (await fetch(`${url}/count/1?code=secret`)).text();
    assert.ok(requests.every(({ path }) => !path.includes('?')));
  });
});
