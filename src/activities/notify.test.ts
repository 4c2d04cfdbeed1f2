import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, test } from 'node:test';
import { InvocationContext } from '@azure/functions';
import { toFailure } from '../azure/errors.ts';
import type { Failure } from '../captures/failure.ts';
import type { CaptureReport } from '../captures/outcome.ts';
import { notify } from './notify.ts';

const report: CaptureReport = {
  id: 'alert-capture-1',
  alert: {
    identity: 'a',
    rule: 'net-out-spike',
    condition: 'fired',
    firedAt: '2026-11-20T02:14:00.000Z',
  },
  captures: [],
  startedAt: '2026-11-20T02:14:01.000Z',
  endedAt: '2026-11-20T02:15:10.000Z',
};

let status = 200;
const received: { path: string | undefined; type: string | undefined }[] = [];
const server = createServer((request, response) => {
  received.push({ path: request.url, type: request.headers['content-type'] });
  request.resume();
  response.writeHead(status, { location: '/elsewhere' });
  response.end();
});

before(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  process.env.NOTIFY_URL = `http://127.0.0.1:${port}/hook?sig=s3cret`;
  process.env.CAPTURE_STORAGE_ACCOUNT_ID =
    '/subscriptions/s/resourceGroups/rg/providers/Microsoft.Storage/storageAccounts/captures';
});
after(() => {
  server.close();
});

const context = new InvocationContext({ functionName: 'notify' });

async function failureWith(answer: number): Promise<Failure> {
  status = answer;
  try {
    await notify(report, context);
  } catch (error) {
    return toFailure(error, 'notify');
  }
  throw new assert.AssertionError({ message: `It took ${answer} for a success.` });
}

test('a notification is posted as a CloudEvent', async () => {
  status = 202;
  assert.equal(await notify(report, context), 'sent');
  assert.deepEqual(received.at(-1), {
    path: '/hook?sig=s3cret',
    type: 'application/cloudevents+json; charset=utf-8',
  });
});

test('a busy or broken receiver is tried again; one that refuses is not', async () => {
  for (const answer of [429, 500, 503])
    assert((await failureWith(answer)).transient, String(answer));
  for (const answer of [400, 404, 410])
    assert(!(await failureWith(answer)).transient, String(answer));
});

test('a redirect is not followed', async () => {
  const failure = await failureWith(307);
  assert.match(failure.message, /redirects are not followed/);
  assert(!failure.transient);
  assert(received.every(({ path }) => path !== '/elsewhere'));
});

test('a receiver that is gone is tried again, and its URL is not told', async () => {
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
  const failure = await failureWith(200);
  assert(failure.transient);
  assert.match(failure.message, /^No answer: [A-Z_]+\.$/);
  assert.doesNotMatch(JSON.stringify(failure), /s3cret|hook/);
});
