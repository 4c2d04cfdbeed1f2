import assert from 'node:assert/strict';
import { buffer } from 'node:stream/consumers';
import { after, before, beforeEach, describe, test } from 'node:test';
import type { HttpResponseInit } from '@azure/functions';
import { HttpRequest } from '@azure/functions';
import type { DurableClient } from 'durable-functions';
import { dnsMessage, fileForms, udpFrame, writeCapture } from '../test-support/capture-files.ts';
import type { FakeStorage } from '../test-support/fake-storage.ts';
import { fakeAccountId, startFakeStorage } from '../test-support/fake-storage.ts';
import { getFile, getTraffic } from './capture-file.ts';
import { getPacket, getPackets } from './capture-packets.ts';
import { HttpProblem } from './problem.ts';

const [form] = fileForms;
const start = Date.UTC(2026, 10, 20, 2, 14) * 1000;
/** 600 packets: more than one group of the index. Every hundredth goes to another port. */
const file = writeCapture(
  Array.from({ length: 600 }, (_, index) => ({
    time: start + index * 100_000,
    data: udpFrame(dnsMessage(index, `host-${index}.test`), {
      toPort: index % 100 === 99 ? 5353 : 53,
    }),
  })),
  form!,
);
const path = 'logs/vm 1 (web).cap';

let storage: FakeStorage;
before(async () => {
  storage = await startFakeStorage();
  Object.assign(process.env, storage.settings);
});
after(() => storage.close());
beforeEach(() => {
  storage.blobs.clear();
  storage.blobs.set('logs/vm%201%20(web).cap', file);
  storage.asked.length = 0;
});

type Handler = (request: HttpRequest, client: DurableClient) => Promise<HttpResponseInit>;

/** Asks for the file of a capture whose second machine wrote two files. */
async function ask(
  handler: Handler,
  query: Record<string, string> = {},
  params: Record<string, string> = {},
): Promise<HttpResponseInit> {
  const urlOf = (name: string): string => `${storage.url}/${encodeURI(name)}`;
  const base = { vm: '/vms/a', warnings: [], end: 'timeLimit', endedAt: '2026-11-20T02:15:00Z' };
  const one = { url: urlOf(path), bytes: file.length };
  const captures = [
    { ...base, startedAt: '2026-11-20T02:14:05Z', resolvedAt: '2026-11-20T02:14:30Z', file: one },
    { ...base, file: { ...one, files: [one, { url: urlOf('logs/2'), bytes: 1 }], fileCount: 2 } },
    { ...base, end: 'skipped', reason: { code: 'c', message: 'm', advice: 'a' } },
  ];
  const alert = { rule: 'r', firedAt: '2026-11-20T02:14:00Z', targets: [] };
  const plan = { storageAccountId: fakeAccountId };
  const client = {
    getStatus: async () => ({
      ...{ name: 'captureOnAlert', instanceId: 'alert-capture-1', runtimeStatus: 'Completed' },
      output: { alert, plan, captures, deliveries: [] },
    }),
  } as unknown as DurableClient;
  const all = { id: 'alert-capture-1', ...params };
  return handler(new HttpRequest({ method: 'GET', url: 'http://x/', params: all, query }), client);
}

const bytesOf = ({ body }: HttpResponseInit): Promise<Buffer> =>
  buffer(body as unknown as AsyncIterable<Uint8Array>);

async function problemOf(answer: Promise<unknown>): Promise<[number | undefined, string, string]> {
  try {
    await answer;
  } catch (error) {
    assert(error instanceof HttpProblem, String(error));
    const { detail } = JSON.parse(error.response.body as string) as { detail: string };
    return [error.response.status, error.code, detail];
  }
  return assert.fail('There was no problem.');
}

describe('the file of a capture', () => {
  test('is streamed as an attachment, with a name that needs no quotes', async () => {
    const answer = await ask(getFile);
    assert.deepEqual(answer.headers, {
      'content-type': 'application/vnd.tcpdump.pcap',
      'content-disposition': 'attachment; filename="vm-201-20-web-.cap"',
      'content-length': String(file.length),
      'cache-control': 'private, no-store',
    });
    assert(file.equals(await bytesOf(answer)));
  });

  test('has only the matching packets with a filter, as pcapng', async () => {
    const answer = await ask(getFile, { filter: ' port 5353 ' });
    assert.deepEqual(answer.headers, {
      'content-type': 'application/vnd.tcpdump.pcap',
      'content-disposition': 'attachment; filename="vm-201-20-web--filtered.pcapng"',
      'cache-control': 'private, no-store',
    });
    const bytes = await bytesOf(answer);
    assert.equal(bytes.readUInt32LE(0), 0x0a0d0d0a);
    assert(bytes.length > 200 && bytes.length < file.length / 10, `${bytes.length} bytes`);
  });

  test('is that of the target and file in the query', async () => {
    storage.blobs.set('logs/2', Buffer.from('second'));
    assert.equal(String(await bytesOf(await ask(getFile, { target: '1', file: '1' }))), 'second');
    assert(file.equals(await bytesOf(await ask(getFile, { target: '1' }))));
  });

  test('is a 404 with the reason when there is none', async () => {
    const none = 'The capture has no file in storage for that machine, or has not ended.';
    const cases: [query: Record<string, string>, detail: string][] = [
      [{ target: '2' }, none],
      [{ target: '3' }, none],
      [{ target: 'x' }, none],
      [{ file: '1' }, 'The capture has fewer files for that machine.'],
      [{ target: '1', file: '1' }, 'It is not, or no longer, in storage.'],
    ];
    for (const [query, detail] of cases) {
      const expected = [404, 'file-not-found', detail];
      assert.deepEqual(await problemOf(ask(getFile, query)), expected);
      assert.deepEqual(await problemOf(ask(getPackets, query)), expected);
    }
  });

  test('is not read with a filter that is not understood', async () => {
    for (const handler of [getFile, getPackets]) {
      const [status, kind] = await problemOf(ask(handler, { filter: 'port =' }));
      assert.deepEqual([status, kind], [400, 'invalid-filter']);
    }
    assert.deepEqual(storage.asked, []);
  });
});

test('the traffic of a capture is its summary, with the times of the alert and the capture', async () => {
  const summary = { traffic: { packets: 600 } };
  const name = 'logs/vm%201%20(web).cap.summary.json';
  assert.equal((await problemOf(ask(getTraffic)))[0], 404);
  storage.blobs.set(name, Buffer.from(JSON.stringify(summary)));
  const alert = { rule: 'r', firedAt: '2026-11-20T02:14:00Z' };
  const endedAt = '2026-11-20T02:15:00Z';
  const of = async (target: string): Promise<unknown> =>
    JSON.parse((await ask(getTraffic, { target })).body as string);
  assert.deepEqual(await of('0'), {
    summary,
    alert: { ...alert, resolvedAt: '2026-11-20T02:14:30Z' },
    capture: { startedAt: '2026-11-20T02:14:05Z', endedAt },
  });
  assert.deepEqual(await of('1'), { summary, alert, capture: { endedAt } });
});

interface Page {
  offset: number;
  rows: { number: number }[];
  total?: number;
}

describe('the packets of a capture', () => {
  const page = async (query: Record<string, string>): Promise<Page> => {
    const answer = await ask(getPackets, query);
    assert.deepEqual(answer.headers, { 'cache-control': 'private, no-store' });
    return answer.jsonBody as Page;
  };
  const numbers = async (query: Record<string, string>): Promise<number[]> =>
    (await page(query)).rows.map(({ number }) => number);

  test('are in pages, by default of a hundred', async () => {
    const first = await page({});
    assert.equal(first.offset, 0);
    assert.deepEqual([first.rows.length, first.rows[0]?.number], [100, 1]);
    assert.deepEqual(await numbers({ offset: '397', limit: '2' }), [398, 399]);
    assert.deepEqual(await numbers({ filter: 'port 5353', limit: '2' }), [100, 200]);
    assert.deepEqual(await numbers({ filter: ' ', limit: '1' }), [1]);
    assert.deepEqual([...storage.blobs.keys()], ['logs/vm%201%20(web).cap']);
  });

  test('are read from their position once they have been counted', async () => {
    for (const filter of ['', 'port 5353']) {
      const before = await page({ filter, total: 'exact', limit: '1' });
      storage.asked.length = 0;
      const offset = filter === '' ? '550' : '5';
      assert.deepEqual(await numbers({ filter, offset, limit: '1' }), [filter === '' ? 551 : 600]);
      assert.match(storage.asked.join(), /GET logs\/vm%201%20\(web\)\.cap from \d+/);
      assert.deepEqual((await page({ filter, limit: '1' })).rows, before.rows);
    }
    assert.match(
      [...storage.blobs.keys()].join(' '),
      /\.cap\.packets\.all\.json\.gz \S+\.cap\.packets\.[0-9a-f]{16}\.json\.gz$/,
    );
  });

  test('are counted again when the file has changed', async () => {
    await page({ total: 'exact' });
    storage.blobs.set('logs/vm%201%20(web).cap', writeCapture([], form!));
    assert.deepEqual(await numbers({}), []);
  });
});

const hexOf = (text: string): string => Buffer.from(text).toString('hex');

describe('one packet', () => {
  const packet = (number: string): Promise<HttpResponseInit> => ask(getPacket, {}, { number });

  test('is found by its number, with and without an index', async () => {
    const before = await packet('599');
    assert.deepEqual(before.headers, { 'cache-control': 'private, no-store' });
    assert.match(JSON.stringify(before.jsonBody), new RegExp(hexOf('host-598')));
    await ask(getPackets, { total: 'exact' });
    storage.asked.length = 0;
    for (const [number, host] of [
      ['1', 0],
      ['512', 511],
      ['513', 512],
      ['600', 599],
    ] as const) {
      const jsonBody: unknown = (await packet(number)).jsonBody;
      assert.equal((jsonBody as { row: { number: number } }).row.number, Number(number));
      assert.match(JSON.stringify(jsonBody), new RegExp(hexOf(`host-${host}`)));
    }
    assert.deepEqual((await packet('599')).jsonBody, before.jsonBody);
    assert.match(storage.asked.join(), /GET logs\/vm%201%20\(web\)\.cap from \d+/);
  });

  test('that the file does not have is a 404', async () => {
    const detail = 'Packets are numbered from 1 on, in the order of the file.';
    const expected = [404, 'packet-not-found', detail];
    for (const number of ['0', '-1', '1.5', 'x', '601']) {
      assert.deepEqual(await problemOf(packet(number)), expected, number);
    }
    await ask(getPackets, { total: 'exact' });
    for (const number of ['601', '5000']) {
      assert.deepEqual(await problemOf(packet(number)), expected, number);
    }
  });
});
