import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, request as sendRequest, type IncomingMessage } from 'node:http';
import { Socket, type AddressInfo } from 'node:net';
import { test, type TestContext } from 'node:test';
import { text } from 'node:stream/consumers';
import { shortenLoopback } from './loopback.ts';

/** A server that answers with what it was sent, and whether that came over the network. */
async function setUp(t: TestContext) {
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      response.setHeader('x-network', String(request.socket instanceof Socket));
      response.end(body);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const send = async (body: string, host = '127.0.0.1') => {
    const sent = sendRequest({ host, port, method: 'POST' });
    sent.end(body);
    const [response] = (await once(sent, 'response')) as [IncomingMessage];
    return { body: await text(response), network: response.headers['x-network'] };
  };
  return { server, port, send };
}

test('requests of any size go back and forth over kept connections, at once and in turn', async (t) => {
  const { server, port, send } = await setUp(t);
  t.after(shortenLoopback(port, server));
  for (let round = 0; round < 20; round++) {
    const bodies = Array.from({ length: 10 }, (_, n) => `${round} ${n} `.repeat(1 + n ** 5));
    const answers = await Promise.all(bodies.map((body) => send(body)));
    for (const [n, answer] of answers.entries()) {
      assert.equal(answer.network, 'false');
      assert.ok(answer.body === bodies[n]);
    }
  }
});

test('what is not ours, or not any more, goes over the network', async (t) => {
  const { server, port, send } = await setUp(t);
  const lengthen = shortenLoopback(port, server);
  const other = await setUp(t);
  assert.equal((await other.send('x')).network, 'true');
  lengthen();
  assert.equal((await send('x')).network, 'true');
});

test('a connection that the server breaks off fails the request', async (t) => {
  const server = createServer((request) => request.socket.destroy());
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => server.close());
  const { port } = server.address() as AddressInfo;
  t.after(shortenLoopback(port, server));
  const sent = sendRequest({ host: '127.0.0.1', port });
  sent.end();
  await assert.rejects(once(sent, 'response'), { code: 'ECONNRESET' });
});
