import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { describe, mock, test } from 'node:test';
import { sendRequest } from './send-request.ts';

interface Seen {
  path: string | undefined;
  method: string | undefined;
  content: string;
  headers: IncomingHttpHeaders;
}

/** A server that redirects `/` as it is told, and the requests that it has received. */
async function redirecting(status: number, location: string | undefined) {
  const seen: Seen[] = [];
  const server = createServer({ keepAliveTimeout: 1 }, (request, response) => {
    void text(request).then((content) => {
      seen.push({ path: request.url, method: request.method, content, headers: request.headers });
      const isFirst = request.url === '/';
      response.writeHead(isFirst ? status : 200, isFirst && location ? { location } : {}).end('it');
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    seen,
    url: new URL(`http://127.0.0.1:${port}/`),
    async [Symbol.asyncDispose]() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

const get = (url: URL) => ({ method: 'GET', url, headers: {}, content: undefined });
const headers = { Authorization: 'secret', 'Content-Type': 'text/x', 'X-Own': '1' };

// .NET's RedirectHandler: 300 to 302 turn a POST into a GET, 303 every method but GET and HEAD.
describe('a redirected request', () => {
  const cases: Record<string, string[]> = {
    'POST GET': ['300', '301', '302', '303'],
    'POST POST': ['307', '308'],
    'PUT PUT': ['300', '301', '302', '307', '308'],
    'PUT GET': ['303'],
    'DELETE GET': ['303'],
    'HEAD HEAD': ['302', '303'],
    'GET GET': ['302', '303'],
  };
  for (const [methods, statuses] of Object.entries(cases)) {
    const [method = '', becomes] = methods.split(' ');
    for (const status of statuses) {
      test(`with ${status} and ${method} is sent as ${becomes}`, async () => {
        await using server = await redirecting(Number(status), '/next?a=1');
        const content = method === 'POST' || method === 'PUT' ? 'text' : undefined;
        const response = await sendRequest({ method, url: server.url, headers, content });
        assert.equal(response.statusCode, 200);
        response.resume();
        const [first, second, ...others] = server.seen;
        assert.deepEqual(others, []);
        assert.equal(first?.headers.authorization, 'secret');
        assert.deepEqual(
          [second?.path, second?.method, second?.headers.authorization, second?.headers['x-own']],
          ['/next?a=1', becomes, undefined, '1'],
        );
        const keeps = becomes === method;
        assert.equal(second?.content, keeps ? (content ?? '') : '');
        assert.equal(second.headers['content-type'], keeps ? 'text/x' : undefined);
      });
    }
  }

  const kept: [status: number, location: string | undefined][] = [
    [302, undefined],
    [200, '/next'],
    [304, '/next'],
    [305, '/next'],
    [400, '/next'],
    [302, 'ftp://127.0.0.1/'],
    [302, 'http://'],
    [302, 'x-http://127.0.0.1/'],
  ];
  for (const [status, location] of kept) {
    test(`is not sent again with ${status} to ${location}`, async () => {
      await using server = await redirecting(status, location);
      const response = await sendRequest(get(server.url));
      assert.equal(response.statusCode, status);
      response.resume();
      assert.equal(server.seen.length, 1);
    });
  }

  test('is sent at most fifty times', async () => {
    await using server = await redirecting(302, '/');
    const response = await sendRequest(get(server.url));
    assert.equal(response.statusCode, 302);
    response.resume();
    assert.equal(server.seen.length, 51);
  });
});

test('a request that takes more than 100 seconds fails', async (t) => {
  t.after(() => mock.restoreAll());
  const timeout = mock.method(AbortSignal, 'timeout', () => AbortSignal.abort());
  const url = new URL('http://127.0.0.1:1');
  const sent = sendRequest(get(url));
  await assert.rejects(sent, {
    message: 'The request took more than 100 seconds (127.0.0.1:1)',
  });
  assert.deepEqual(timeout.mock.calls[0]?.arguments, [100_000]);
});
