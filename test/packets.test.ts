import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { PacketsView } from '../src/triggers/capture-packets.ts';
import type { PacketDetail } from '../src/traffic/packets/packet-detail.ts';
import { countPackets } from '../commands/pcap-packets.ts';
import { readFrames } from '../src/traffic/files/read-frames.ts';
import { alertFor, newMachine } from './support/alerts.ts';
import { TestStack } from './support/test-stack.ts';

const stack = await TestStack.start({ settings: { CAPTURE_TIME_LIMIT_SECONDS: '2' } });
after(() => stack[Symbol.asyncDispose]());

describe('the packets of a capture', () => {
  let path = '';
  let fileUrl = '';
  let packets = 0;

  before(async () => {
    const id = await stack.client.postAlert(alertFor(newMachine('packets-01')));
    const { view } = await stack.endOf(id);
    const [target] = view.targets;
    assert.ok(target !== undefined && 'file' in target && target.file !== undefined);
    assert.ok('url' in target.file, view.summary);
    fileUrl = target.file.url;
    packets = countPackets(await stack.storage.download(fileUrl));
    path = `${stack.address.app}/api/captures/${encodeURIComponent(id)}`;
  });

  const get = (rest: string): Promise<Response> =>
    fetch(path + rest, { headers: { 'x-functions-key': stack.address.functionKey } });
  const list = async (query: string): Promise<PacketsView> =>
    (await (await get(`/packets?${query}`)).json()) as PacketsView;

  test('are listed in pages, first without and then with an index beside the file', async () => {
    const first = await list('limit=3');
    assert.deepEqual(
      first.rows.map(({ number }) => number),
      [1, 2, 3],
    );
    const { matches, isComplete } = await list('limit=3&total=exact');
    assert.deepEqual([matches, isComplete], [packets, true]);
    await stack.storage.download(`${fileUrl}.packets.all.json.gz`);
    const last = await list(`limit=3&offset=${packets - 2}`);
    assert.deepEqual([last.matches, last.rows.length, last.isComplete], [packets, 2, true]);
    assert.equal(last.rows[1]?.number, packets);
    assert.deepEqual((await list('limit=3')).rows, first.rows);
  });

  test('are filtered, in the list and in the file', async () => {
    const filter = encodeURIComponent('tcp and flags syn');
    const { rows, matches, isComplete } = await list(`filter=${filter}&total=exact&limit=500`);
    assert.equal(isComplete, true);
    assert.ok(matches > 0 && matches < packets, `${matches}`);
    assert.ok(rows.every(({ info }) => info.includes('SYN')));
    const file = Buffer.from(await (await get(`/file?filter=${filter}`)).arrayBuffer());
    let written = 0;
    const reading = await readFrames(chunksOf(file), () => written++);
    assert.deepEqual([reading.format, reading.damage, written], ['pcapng', undefined, matches]);
  });

  test('are decoded one at a time', async () => {
    const detail = (await (await get('/packets/2')).json()) as PacketDetail;
    assert.equal(detail.row.number, 2);
    assert.deepEqual(detail.row, (await list('limit=1&offset=1')).rows[0]);
    assert.deepEqual(
      [detail.layers[0]?.name, detail.layers.at(-1)?.name],
      ['Ethernet', detail.row.protocol],
    );
    assert.equal((await get(`/packets/${packets + 1}`)).status, 404);
  });

  test('are refused with an invalid filter, with a caret under the error', async () => {
    const answer = await get(`/packets?filter=${encodeURIComponent('tcp port htttp')}`);
    assert.equal(answer.status, 400);
    const { type, detail } = (await answer.json()) as { type: string; detail: string };
    assert.equal(type, 'urn:alert-capture:problem:invalid-filter');
    assert.equal(detail.split('\n').at(-1), '         ^');
  });
});

async function* chunksOf(file: Buffer): AsyncGenerator<Buffer> {
  yield file;
}
