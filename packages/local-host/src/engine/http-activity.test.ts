import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { describe, test } from 'node:test';
import type { OrchestrationContext, Task } from 'durable-functions';
import { EventType } from '../model/history-event.ts';
import { createTestHost } from '../testing/index.ts';
import { callHttp } from './http-activity.ts';

interface Answer {
  statusCode: number;
  headers: Record<string, string | string[]>;
  content: string;
}

const call = async (request: object) =>
  JSON.parse(await callHttp(JSON.stringify({ method: 'GET', ...request }))) as Answer;

/** A server for one test, at a port of the system's choice. */
async function serve(listener: RequestListener) {
  const server = createServer({ keepAliveTimeout: 1 }, listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    uri: `http://127.0.0.1:${port}/`,
    async [Symbol.asyncDispose]() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

describe('callHttp returns', () => {
  test('repeated headers as arrays, in the order sent, without content headers', async () => {
    await using server = await serve((_, response) => {
      response.sendDate = false;
      response.writeHead(200, [
        ...['X-Many', 'one', 'X-Many', 'two'],
        ...['Content-Type', 'text/plain', 'Content-Language', 'da'],
        ...['vary', 'a', 'vary', 'b', 'Set-Cookie', 'a=1', 'Set-Cookie', 'b=2'],
        ...['A-Single', 'value', 'x-own-name', '1', 'tax-x-rate', '2', 'Connection', 'close'],
        ...['allow', 'GET', 'Expires', '0', 'Last-Modified', '0', 'allow-x', '3', 'x-expires', '4'],
      ]);
      response.end('ok');
    });
    const { statusCode, headers, content } = await call(server);
    delete headers['Transfer-Encoding'];
    assert.deepEqual([statusCode, content], [200, 'ok']);
    assert.deepEqual(Object.entries(headers), [
      ['X-Many', ['one', 'two']],
      ['Vary', ['a', 'b']],
      ['Set-Cookie', ['a=1', 'b=2']],
      ['A-Single', 'value'],
      ['x-own-name', '1'],
      ['Tax-X-Rate', '2'],
      ['Connection', 'close'],
      ['Allow-X', '3'],
      ['x-expires', '4'],
    ]);
  });

  for (const [charset, bytes] of [
    ['; charset=iso-8859-1', [0xe6]],
    [';Charset="utf-8"', [0xc3, 0xa6]],
    [';  charset=UTF-16LE', [0xe6, 0]],
    ['', [0xc3, 0xa6]],
  ] as const) {
    test(`content in its charset: "${charset}"`, async () => {
      await using server = await serve((_, response) => {
        response.writeHead(200, { 'Content-Type': `text/plain${charset}` });
        response.end(Buffer.from(bytes));
      });
      assert.equal((await call(server)).content, 'æ');
    });
  }

  test('a status of failure like any other', async () => {
    await using server = await serve((_, response) => response.writeHead(404).end());
    assert.equal((await call(server)).statusCode, 404);
  });
});

describe('callHttp sends', () => {
  async function sent(request: object) {
    let found: Pick<IncomingMessage, 'method' | 'headers'> & { content: string };
    await using server = await serve((incoming, response) => {
      void text(incoming).then((content) => {
        found = { method: incoming.method, headers: incoming.headers, content };
        response.end();
      });
    });
    await call({ ...server, ...request });
    const { headers, ...rest } = found!;
    return { ...rest, headers: { ...headers, host: '' } };
  }
  const own = { host: '', 'user-agent': 'Microsoft.Azure.WebJobs.Extensions.DurableTask/3.14.1' };

  test('host and user agent, and no other header of its own', async () => {
    const plain = { method: 'GET', content: '', headers: own };
    assert.deepEqual(await sent({}), plain);
    assert.deepEqual(await sent({ headers: { 'content-type': 'application/json' } }), plain);
  });

  test('content as plain text, unless the request says otherwise', async () => {
    const content = 'æ';
    const headers = { ...own, 'content-length': '2', 'content-type': 'text/plain' };
    assert.deepEqual(await sent({ method: 'POST', content }), { method: 'POST', content, headers });
    const given = { 'content-type': 'application/json', 'User-Agent': 'mine' };
    assert.deepEqual((await sent({ method: 'POST', content, headers: given })).headers, {
      ...headers,
      'content-type': 'application/json',
      'user-agent': 'mine',
    });
  });

  test('a redirected POST as GET, without its content and authorization', async () => {
    const seen: unknown[] = [];
    await using server = await serve(({ url, method, headers }, response) => {
      seen.push([url, method, headers['content-type'], headers.authorization]);
      if (url === '/') response.writeHead(302, { Location: '/next' });
      response.end();
    });
    await call({ ...server, method: 'POST', content: '1', headers: { Authorization: 'secret' } });
    assert.deepEqual(seen, [
      ['/', 'POST', 'text/plain', 'secret'],
      ['/next', 'GET', undefined, undefined],
    ]);
  });
});

describe('callHttp without a response', () => {
  test('fails without a request, and with a token source', async () => {
    await assert.rejects(callHttp(null), { message: 'callHttp needs a request.' });
    const tokenSource = { kind: 'AzureManagedIdentity', resource: 'https://a.example' };
    await assert.rejects(call({ uri: 'http://127.0.0.1:1', tokenSource }), {
      message:
        'callHttp with a tokenSource needs a managed identity, which one machine has not. ' +
        'Call the service from an activity instead.',
    });
  });

  test('fails with a charset that is not known', async () => {
    await using server = await serve((_, response) => {
      response.writeHead(200, { 'Content-Type': 'text/plain; charset=klingon' }).end('x');
    });
    await assert.rejects(call(server), {
      message: 'The response has the unknown charset klingon.',
    });
  });

  for (const [uri, message] of [
    ['http://127.0.0.1:1', 'Connection refused (127.0.0.1:1)'],
    ['http://no-such-host.invalid', 'Name or service not known (no-such-host.invalid:80)'],
    ['not a url', /^An invalid request URI was provided/],
    ['ftp://127.0.0.1', /^An invalid request URI was provided/],
    ['x-http://127.0.0.1', /^An invalid request URI was provided/],
    ['https-x://127.0.0.1', /^An invalid request URI was provided/],
    ['https://127.0.0.1:1', 'Connection refused (127.0.0.1:1)'],
    ['https://no-such-host.invalid', 'Name or service not known (no-such-host.invalid:443)'],
  ] as const) {
    test(`names the cause: ${uri}`, async () => {
      await assert.rejects(call({ uri }), { message });
    });
  }

  test('fails its task with the cause alone', async () => {
    await using host = await createTestHost({
      orchestrators: {
        *http({ df }: OrchestrationContext): Generator<Task, unknown, unknown> {
          return yield df.callHttp({ method: 'GET', url: 'http://127.0.0.1:1' });
        },
      },
    });
    const instance = await host.start('http');
    const { status, output } = await instance.end();
    assert.equal(status, 'Failed');
    assert.match(
      String(output),
      /^Orchestrator function 'http' failed: Connection refused \(127\.0\.0\.1:1\) \n \{"\$type":"System\.Net\.Http\.HttpRequestException/,
    );
    const failed = instance.history().find((each) => each.EventType === EventType.TaskFailed);
    assert.equal(failed?.Reason, 'Connection refused (127.0.0.1:1)');
  });
});
