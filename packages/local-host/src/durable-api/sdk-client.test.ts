import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { after, before, describe, test } from 'node:test';
import type { ApiRequest } from './exchange.ts';
import { answerSdkClient } from './sdk-client.ts';

interface Answer {
  status: number;
  data: unknown;
  headers: { get(name: string): unknown };
}
interface Client {
  get(url: string): Promise<Answer>;
  post(url: string, data?: unknown): Promise<Answer>;
}

const require = createRequire(import.meta.url);
const sdk = createRequire(require.resolve('durable-functions'));
// As the SDK's client makes its own.
const axios = sdk('axios') as { create(config: object): Client };
const createClient = () =>
  axios.create({
    validateStatus: () => true,
    headers: { post: { 'Content-Type': 'application/json' } },
  });

describe("the SDK's client", () => {
  const server = createServer((_, response) => response.end('"sent"'));
  let url: string;
  const heard: Pick<ApiRequest, 'method' | 'headers'>[] = [];
  const texts: string[] = [];

  before(async () => {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  after(() => server.close());

  const answerBelow = (root: string) =>
    answerSdkClient(import.meta.dirname, `${url}/${root}/`, async (request) => {
      heard.push(request);
      texts.push(await request.text());
      return {
        status: 404,
        headers: { 'x-ms-continuation-token': 'more' },
        body: JSON.stringify({ path: request.url.pathname, asked: request.url.search }),
      };
    });

  test('is answered here below the URL that it was given', async () => {
    const end = answerBelow('here');
    const { status, data, headers } = await createClient().get(`${url}/here/instances/a%2Fb?top=1`);
    assert.equal(status, 404);
    assert.deepEqual(data, { path: '/here/instances/a%2Fb', asked: '?top=1' });
    assert.equal(headers.get('X-Ms-Continuation-Token'), 'more');
    assert.equal(heard.at(-1)?.method, 'GET');
    end();
  });

  test('is heard with its body and its headers as they would be sent', async () => {
    const end = answerBelow('here');
    const client = createClient();
    await client.post(`${url}/here/a`, { size: 'größer' });
    assert.equal(texts.at(-1), '{"size":"größer"}');
    assert.equal(heard.at(-1)?.method, 'POST');
    assert.match(String(heard.at(-1)?.headers['content-type']), /^application\/json/);
    await client.post(`${url}/here/a`);
    assert.equal(texts.at(-1), '');
    end();
  });

  test('is answered by each of two hosts in the same process', async () => {
    const ends = [answerBelow('one'), answerBelow('two')];
    const client = createClient();
    for (const root of ['one', 'two']) {
      const { data } = await client.get(`${url}/${root}/x`);
      assert.deepEqual(data, { path: `/${root}/x`, asked: '' });
    }
    ends.forEach((end) => {
      end();
    });
  });

  test('reaches everything else, and the host itself once that has ended', async () => {
    const end = answerBelow('here');
    const client = createClient();
    assert.equal((await client.get(`${url}/elsewhere`)).data, 'sent');
    end();
    assert.equal((await client.get(`${url}/here/instances`)).data, 'sent');
  });

  test('asks over HTTP where the app has no SDK of its own', () => {
    const end = answerSdkClient('/', `${url}/bundled/`, () => Promise.reject(new Error('asked')));
    assert.doesNotThrow(end);
  });
});
