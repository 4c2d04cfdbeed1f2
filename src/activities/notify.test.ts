import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { after, before, beforeEach, test } from 'node:test';
import { InvocationContext } from '@azure/functions';
import { toFailure } from '../azure/errors.ts';
import type { Failure } from '../captures/failure.ts';
import { reportOf, startOf } from '../test-support/reports.ts';
import { announceCapture } from './announce-capture.ts';
import { listReceivers } from './list-receivers.ts';
import { notify } from './notify.ts';

let status = 200;
let headers: Record<string, string> = {};
const received: { path: string | undefined; type: string | undefined; body: unknown }[] = [];
const server = createServer((request, response) => {
  void json(request).then((body) => {
    received.push({ path: request.url, type: request.headers['content-type'], body });
    response.writeHead(status, { location: '/elsewhere', ...headers });
    response.end();
  });
});

before(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  process.env.NOTIFY_URL = `${url}/hook?sig=s3cret ${url}/second`;
  process.env.NOTIFY_TEAMS_URL = `${url}/teams`;
  process.env.NOTIFY_SLACK_URL = `${url}/slack`;
  process.env.CAPTURE_STORAGE_ACCOUNT_ID =
    '/subscriptions/s/resourceGroups/rg/providers/Microsoft.Storage/storageAccounts/captures';
});
after(() => {
  server.close();
});
beforeEach(() => {
  status = 200;
  headers = {};
});

const lines: string[] = [];
const context = new InvocationContext({
  functionName: 'notify',
  logHandler: (_, ...args) => lines.push(args.join(' ')),
});
const report = reportOf();

async function failureWith(answer: number, receiver = 'webhook'): Promise<Failure> {
  status = answer;
  try {
    await notify({ receiver, report }, context);
  } catch (error) {
    return toFailure(error, 'notify');
  }
  throw new assert.AssertionError({ message: `It took ${answer} for a success.` });
}

test('each receiver has a name without a secret', async () => {
  assert.deepEqual(await listReceivers(), ['webhook', 'webhook-2', 'teams', 'slack']);
});

for (const [receiver, path, type, field] of [
  ['webhook', '/hook?sig=s3cret', 'application/cloudevents+json; charset=utf-8', 'specversion'],
  ['webhook-2', '/second', 'application/cloudevents+json; charset=utf-8', 'specversion'],
  ['teams', '/teams', 'application/json; charset=utf-8', 'attachments'],
  ['slack', '/slack', 'application/json; charset=utf-8', 'attachments'],
] as const) {
  test(`${receiver} is notified in its own format`, async () => {
    assert.equal(await notify({ receiver, report }, context), 'sent');
    const last = received.at(-1);
    assert.deepEqual([last?.path, last?.type], [path, type]);
    assert(field in (last?.body as object));
  });
}

test('the start of a capture is told to each receiver once, and who was not reached is returned', async () => {
  const before = received.length;
  assert.deepEqual(await announceCapture(startOf(), context), []);
  const paths = received.slice(before).map(({ path }) => path);
  assert.deepEqual(paths.toSorted(), ['/hook?sig=s3cret', '/second', '/slack', '/teams']);
  status = 503;
  const unreached = await announceCapture(startOf(), context);
  assert.deepEqual(
    unreached.map(({ receiver, failure }) => [receiver, failure.code]),
    ['webhook', 'webhook-2', 'teams', 'slack'].map((name) => [name, 'NotificationFailed']),
  );
  assert.doesNotMatch(JSON.stringify(unreached), /s3cret/);
});

test('without a receiver, the log has the report', async () => {
  assert.equal(await notify({ receiver: 'log', report }, context), 'logged');
  const line = JSON.parse(lines.at(-1) ?? '') as Record<string, unknown>;
  assert.equal(line.event, 'notification');
  assert.deepEqual([line.instanceId, line.alert], [report.id, report.alert.rule]);
});

test('a busy or broken receiver is retried; one that refuses is not', async () => {
  for (const answer of [429, 500, 503])
    assert((await failureWith(answer)).transient, String(answer));
  for (const answer of [400, 404, 410])
    assert(!(await failureWith(answer)).transient, String(answer));
});

test('the failure has the status of the answer, and advises on the setting of the receiver', async () => {
  const busy = await failureWith(503, 'teams');
  assert.deepEqual([busy.code, busy.message], ['NotificationFailed', 'The receiver answered 503.']);
  assert.match(busy.advice, /NOTIFY_TEAMS_URL/);
  assert(!('retryAfterSeconds' in busy));
  const refused = await failureWith(400, 'slack');
  assert.deepEqual(
    [refused.code, refused.message],
    ['NotificationRefused', 'The receiver answered 400.'],
  );
  assert.match(refused.advice, /NOTIFY_SLACK_URL/);
});

test("a receiver's Retry-After is kept", async () => {
  headers = { 'retry-after': '7' };
  assert.equal((await failureWith(429, 'slack')).retryAfterSeconds, 7);
  const date = new Date('2026-11-20T02:14:00Z').toUTCString();
  headers = { date, 'retry-after': new Date('2026-11-20T02:15:00Z').toUTCString() };
  assert.equal((await failureWith(503, 'slack')).retryAfterSeconds, 60);
});

test('a redirect is not followed', async () => {
  for (const answer of [300, 307]) {
    const failure = await failureWith(answer);
    assert.match(failure.message, /redirects are not followed/);
    assert(!failure.transient);
  }
  assert(received.every(({ path }) => path !== '/elsewhere'));
});

test('a receiver that was removed from the settings is reported', async () => {
  assert.equal((await failureWith(200, 'teams-2')).code, 'ReceiverUnknown');
});

test('an unreachable receiver is retried, and its URL is not shown', async () => {
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
  const failure = await failureWith(200);
  assert(failure.transient);
  assert.equal(failure.code, 'NotificationNotSent');
  assert.match(failure.message, /^No answer: [A-Z_]+\.$/);
  assert.match(failure.advice, /NOTIFY_URL/);
  assert.doesNotMatch(JSON.stringify(failure), /s3cret|hook/);
});
