import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import type { TestFrame } from '../../test-support/capture-files.ts';
import { tcpFrame, udpFrame, writeCapture } from '../../test-support/capture-files.ts';
import type { Frame } from '../files/frame.ts';
import { readFrames } from '../files/read-frames.ts';
import { parseFilter } from '../filter/parse-filter.ts';
import { matchingFile } from './matching-file.ts';
import { readFrom, readPage, scanFor, scanPackets } from './scan-packets.ts';

const start = Date.UTC(2026, 10, 20, 2, 14) * 1000;
const ends = { from: '10.0.0.4', to: '10.0.0.5', fromPort: 40_000, toPort: 443 };
/** 600 packets, a millisecond apart, of which every third is UDP. */
const frames: TestFrame[] = Array.from({ length: 600 }, (_, index) => ({
  time: start + index * 1000,
  data: index % 3 === 0 ? udpFrame(Buffer.alloc(4)) : tcpFrame({ sequence: index * 10 }, 10, ends),
}));
const form = { format: 'pcapng', isLittle: true, isNano: false } as const;
const file = writeCapture(frames, form);

let taken = 0;
async function* chunksOf(bytes: Buffer, size = 2048): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) {
    taken += 1;
    yield bytes.subarray(at, at + size);
  }
}

const scan = (bytes: Buffer, text: string, offset: number, limit: number, toTheEnd = false) =>
  scanPackets(chunksOf(bytes), {
    filter: parseFilter(text),
    text,
    page: { offset, limit },
    toTheEnd,
    fileBytes: bytes.length,
  });

describe('a page of packets', () => {
  test('has the matches from its offset on, and is complete when the file was read', async () => {
    const { rows, matches, isComplete, index } = await scan(file, 'udp', 3, 2);
    assert.deepEqual(
      [rows.map(({ number }) => number), isComplete, index],
      [[10, 13], false, undefined],
    );
    assert.ok(matches >= 5 && matches < 200);
    const last = await scan(file, 'udp', 198, 20);
    assert.deepEqual(
      [last.rows.map(({ number }) => number), last.matches, last.isComplete],
      [[595, 598], 200, true],
    );
    const whole = await scan(file, 'udp', 0, 2, true);
    assert.deepEqual([whole.rows.length, whole.matches, whole.isComplete], [2, 200, true]);
  });

  test('takes no more of the file than it needs', async () => {
    taken = 0;
    await scan(file, '', 0, 10);
    assert.equal(taken, 1);
  });

  test('comes with an index of the whole file, in groups of 512 packets', async () => {
    const { index } = await scan(file, 'udp', 0, 1, true);
    const { groups = [], layouts = [], ...rest } = index ?? {};
    assert.deepEqual(rest, {
      version: 1,
      fileBytes: file.length,
      filter: 'udp',
      start,
      packets: 600,
      matches: 200,
    });
    assert.deepEqual(
      groups.map(({ layout, matches }) => [layout, matches]),
      [
        [0, 171],
        [0, 29],
      ],
    );
    assert.equal(layouts.length, 1);
  });

  test('of a compressed file, or of one without times, has no position to start from', async () => {
    const packed = await scan(gzipSync(file), '', 0, 1, true);
    assert.deepEqual([packed.matches, packed.isComplete, packed.index], [600, true, undefined]);
    const timeless = await scan(writeCapture([], form), '', 0, 1, true);
    assert.deepEqual([timeless.index?.start, timeless.index?.groups], [null, []]);
  });

  test('is read from the group of its first match, as far as needed', async () => {
    const { index } = await scan(file, 'udp', 0, 1, true);
    assert.ok(index);
    for (const [offset, numbers] of [
      [170, [511, 514]],
      [171, [514, 517]],
      [199, [598]],
      [200, []],
    ] as const) {
      taken = 0;
      const open = async (at: number) => chunksOf(file.subarray(at));
      const page = await readPage(open, index, parseFilter('udp'), { offset, limit: 2 });
      assert.deepEqual([page.rows.map(({ number }) => number), page.matches], [numbers, 200]);
      assert.ok(page.isComplete);
      if (offset === 171) assert.equal(taken, 1);
      if (offset === 200) assert.equal(taken, 0);
    }
  });

  test('is not read from a group that the index does not have', async () => {
    const { index } = await scan(file, 'udp', 0, 1, true);
    assert.ok(index);
    const never = () => assert.fail('It was opened.');
    await readFrom(never, index, 2, never);
    await readFrom(never, { ...index, layouts: [] }, 0, never);
  });

  test('has the times since the first packet of the file, also in a later group', async () => {
    const { index } = await scan(file, '', 0, 1, true);
    assert.ok(index);
    const open = async (at: number) => chunksOf(file.subarray(at));
    const { rows } = await readPage(open, index, parseFilter(''), { offset: 550, limit: 1 });
    assert.deepEqual(
      rows.map(({ relativeSeconds }) => relativeSeconds),
      [0.55],
    );
  });
});

test('a packet is found by its number, with what the packets before it make of it', async () => {
  const repeated = writeCapture([...frames.slice(0, 3), ...frames.slice(1, 3), ...frames], form);
  const found: [kind: string | undefined, time: number][] = [];
  taken = 0;
  await scanFor(chunksOf(repeated, 256), 4, (seen, frame) => found.push([seen.kind, frame.time]));
  assert.deepEqual(found, [['retransmission', start + 1000]]);
  assert.ok(taken <= 3, `${taken} chunks`);
  await scanFor(chunksOf(file), 601, () => assert.fail('There are 600.'));
});

describe('the file of matching packets', () => {
  /** The frames of the file that match. */
  async function matching(bytes: Buffer, text: string): Promise<Frame[]> {
    const parts: Buffer[] = [];
    for await (const part of matchingFile(chunksOf(bytes), parseFilter(text))) parts.push(part);
    const found: Frame[] = [];
    const { format, damage } = await readFrames(chunksOf(Buffer.concat(parts)), (frame) =>
      found.push({ ...frame, data: Buffer.from(frame.data) }),
    );
    assert.deepEqual([format, damage], ['pcapng', undefined]);
    return found;
  }

  test('has an interface for each link type, and the lengths on the wire', async () => {
    const ethernet = udpFrame(Buffer.alloc(1));
    const raw = udpFrame(Buffer.alloc(2)).subarray(14);
    const tcp = tcpFrame({});
    const mixed = writeCapture(
      [
        { time: start, data: ethernet, length: 1500 },
        { time: start, data: tcp },
        { time: start, data: raw, linkType: 101 },
        { time: start, data: ethernet },
        { time: start, data: raw, linkType: 101 },
      ],
      form,
    );
    const found = await matching(mixed, 'udp');
    assert.deepEqual(
      found.map(({ linkType, length, data: bytes }) => [linkType, length, bytes]),
      [
        [1, 1500, ethernet],
        [101, raw.length, raw],
        [1, ethernet.length, ethernet],
        [101, raw.length, raw],
      ],
    );
  });

  test('has times to the nanosecond, and 1970 for those that are not known', async () => {
    const time = 1_000_000_000_000_123;
    const nano = { format: 'pcap', isLittle: true, isNano: true } as const;
    const exact = writeCapture([{ time, data: tcpFrame({}) }], nano);
    exact.writeUInt32LE(exact.readUInt32LE(28) + 250, 28);
    assert.deepEqual(
      (await matching(exact, '')).map((frame) => frame.time),
      [time + 0.25],
    );
    exact.writeUInt32LE(0xffffffff, 28);
    assert.deepEqual(
      (await matching(exact, '')).map((frame) => frame.time),
      [0],
    );
  });

  test('is there also when nothing matches', async () => {
    assert.deepEqual(await matching(file, 'port 1'), []);
  });

  test('comes in parts, and takes no more of the source than is asked for', async () => {
    taken = 0;
    const parts = matchingFile(chunksOf(file), parseFilter(''));
    const first = await parts.next();
    assert.ok(!first.done && first.value.length > 1000);
    assert.equal(taken, 1);
    await parts.return(undefined);
    assert.equal(taken, 1);
  });
});
