import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import type { FileForm } from '../../test-support/capture-files.ts';
import { fileForms, tcpFrame, udpFrame, writeCapture } from '../../test-support/capture-files.ts';
import type { Frame } from './frame.ts';
import { readFrames, readFramesInSteps } from './read-frames.ts';
import { summarize } from '../summarize.ts';
import { trafficLines } from '../traffic-lines.ts';

const frames = fc.array(
  fc.record({
    time: fc.integer({ min: 1.5e15, max: 1.8e15 }),
    data: fc.oneof(
      fc.uint8Array({ maxLength: 90 }).map((bytes) => Buffer.from(bytes)),
      fc.nat(99).map((bytes) => tcpFrame({ sequence: bytes }, bytes)),
      fc.uint8Array({ maxLength: 60 }).map((bytes) => udpFrame(Buffer.from(bytes))),
    ),
  }),
  { maxLength: 12 },
);
const form = fc.constantFrom(...fileForms);

/** Chunks in the same memory, one after the other, as a reader of a local file has them. */
async function* inChunks(file: Buffer, bytes = 65_536): AsyncGenerator<Buffer> {
  const memory = Buffer.alloc(bytes);
  for (let at = 0; at < file.length; at += bytes) {
    yield memory.subarray(0, file.copy(memory, 0, at, at + bytes));
    memory.fill(0xff);
  }
}

async function read(file: Buffer, chunk?: number) {
  const seen: Frame[] = [];
  const reading = await readFrames(inChunks(file, chunk), (frame) =>
    seen.push({ ...frame, data: Buffer.from(frame.data) }),
  );
  return { ...reading, seen };
}

const nameOf = ({ format, isLittle, isNano }: FileForm): string =>
  `${format}, ${isLittle ? 'little' : 'big'}-endian, ${isNano ? 'nano' : 'micro'}seconds`;

describe('a capture file', () => {
  for (const each of fileForms) {
    test(`is read in ${nameOf(each)}`, async () => {
      const data = tcpFrame({});
      const file = writeCapture([{ time: 1_700_000_000_123_456, data, length: 1500 }], each);
      const { seen, ...reading } = await read(file);
      assert.deepEqual(reading, { format: each.format, offset: file.length });
      assert.equal(seen.length, 1);
      const [frame] = seen;
      assert.equal(Math.round(frame!.time), 1_700_000_000_123_456);
      assert.deepEqual([frame!.length, frame!.linkType, frame!.data], [1500, 1, data]);
    });
  }

  test('gives the same result with any chunk sizes', async () => {
    await fc.assert(
      fc.asyncProperty(frames, form, fc.integer({ min: 1, max: 40 }), async (held, how, chunk) => {
        const file = writeCapture(held, how);
        const whole = await read(file);
        assert.deepEqual(await read(file, chunk), whole);
        assert.deepEqual(
          whole.seen.map(({ data }) => data),
          held.map(({ data }) => data),
        );
      }),
    );
  });

  test('that is cut off gives the packets before the cut and says where it ends', async () => {
    await fc.assert(
      fc.asyncProperty(frames, form, fc.nat(), async (held, how, at) => {
        const file = writeCapture(held, how);
        const whole = await read(file);
        const cut = file.subarray(0, at % file.length);
        const { seen, damage, offset } = await read(cut);
        assert.deepEqual(seen, whole.seen.slice(0, seen.length));
        assert.equal(offset, cut.length);
        if (damage !== undefined) return;
        // The cut is between two packets or blocks, so the rest is a complete file.
        const rest = await read(writeCapture(held.slice(0, seen.length), how));
        assert.deepEqual(rest.seen, seen);
      }),
    );
  });

  test('that is damaged at any place never throws', async () => {
    const damages = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(frames, form, damages, async (held, how, places) => {
        const file = writeCapture(held, how);
        for (const [at, byte] of places) file[at % file.length] = byte;
        const summary = await summarize(inChunks(file));
        assert.ok(summary.file.bytesRead <= file.length);
        JSON.stringify(summary);
      }),
      { numRuns: 400 },
    );
  });

  test('never throws with random content', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (bytes) => {
        const { file } = await summarize(inChunks(Buffer.from(bytes)));
        assert.ok(file.bytesRead <= bytes.length);
      }),
    );
  });

  const unreadable: [what: string, file: Buffer, says: RegExp][] = [
    ['an empty file', Buffer.alloc(0), /empty/],
    ['an error page', Buffer.from('<?xml version="1.0"?><Error><Code>…'), /XML or HTML/],
    ['zeros', Buffer.alloc(65_536), /zeros/],
    ['a ZIP archive', Buffer.from('504b0304140000000800', 'hex'), /ZIP/],
    ['zstd', Buffer.from('28b52ffd0458', 'hex'), /zstd/],
    ['noise', Buffer.from('8f3c9d2e77aa01', 'hex'), /neither pcap/],
  ];
  for (const [what, file, says] of unreadable) {
    test(`that is ${what} cannot be read and has no packet figures`, async () => {
      const summary = await summarize(inChunks(file));
      assert.equal(summary.file.format, 'unknown');
      assert.match(summary.file.problem ?? '', /^The file cannot be read: /);
      assert.match(summary.file.problem ?? '', says);
      assert.deepEqual(trafficLines(summary), [summary.file.problem]);
    });
  }

  test('that is compressed is read like the file in it, up to a cut', async () => {
    const held = Array.from({ length: 500 }, (_, index) => ({
      time: 1.7e15 + index * 1000,
      data: tcpFrame({ sequence: index * 7919 }, index % 97),
    }));
    const file = writeCapture(held, fileForms[0]!);
    const whole = await read(gzipSync(file), 1000);
    assert.deepEqual(
      [whole.compression, whole.format, whole.seen.length, whole.damage],
      ['gzip', 'pcap', 500, undefined],
    );
    const packed = gzipSync(file);
    const cut = await read(packed.subarray(0, packed.length - 2000));
    assert.ok(cut.seen.length > 0 && cut.seen.length < 500, `${cut.seen.length}`);
    assert.equal(cut.damage, 'its gzip stream ends early');
  });

  test('can be read from any of its packets', async () => {
    await fc.assert(
      fc.asyncProperty(frames, form, fc.nat(), async (held, how, which) => {
        fc.pre(held.length > 0);
        const file = writeCapture(held, how);
        const { seen } = await read(file);
        const index = which % seen.length;
        const { offset, layout } = seen[index]!;
        const rest: Buffer[] = [];
        const kept = JSON.parse(JSON.stringify(layout)) as typeof layout;
        const steps = readFramesInSteps(
          inChunks(file.subarray(offset)),
          (frame) => rest.push(Buffer.from(frame.data)),
          { offset, layout: kept },
        );
        while (!(await steps.next()).done);
        assert.deepEqual(
          rest,
          held.slice(index).map(({ data }) => data),
        );
      }),
    );
  });

  test("in a variant of Kuznetzov's pcap is recognized by its first records", async () => {
    const data = tcpFrame({});
    for (const [magic, recordBytes] of [
      [0xa1b2cd34, 24],
      [0xa1b2cd34, 28],
      [0xa1b2c3d4, 24],
    ] as const) {
      const header = Buffer.alloc(24);
      header.writeUInt32LE(magic, 0);
      header.writeUInt16LE(2, 4);
      header.writeUInt16LE(4, 6);
      header.writeUInt32LE(1, 20);
      const record = Buffer.alloc(recordBytes);
      record.writeUInt32LE(1_700_000_000, 0);
      record.writeUInt32LE(data.length, 8);
      record.writeUInt32LE(data.length, 12);
      record.fill(0x11, 16);
      const file = Buffer.concat([header, record, data, record, data, record, data]);
      const { seen, damage } = await read(file);
      assert.equal(damage, undefined);
      assert.deepEqual(
        seen.map((frame) => frame.data),
        [data, data, data],
        `${magic.toString(16)} with ${recordBytes}`,
      );
    }
  });

  test('of Network Monitor is read', async () => {
    const data = tcpFrame({});
    const header = Buffer.alloc(128);
    header.write('GMBU');
    header.writeUInt16LE(0x0200, 4);
    header.writeUInt16LE(1, 6);
    [2026, 11, 0, 20, 2, 14, 0, 5].forEach((part, index) =>
      header.writeUInt16LE(part, 8 + 2 * index),
    );
    const record = Buffer.alloc(16);
    record.writeBigUInt64LE(1500n);
    record.writeUInt32LE(1400, 8);
    record.writeUInt32LE(data.length, 12);
    header.writeUInt32LE(128 + 16 + data.length, 24);
    header.writeUInt32LE(4, 28);
    const { seen, format, damage } = await read(
      Buffer.concat([header, record, data, Buffer.from([128, 0, 0, 0])]),
    );
    assert.deepEqual([format, damage, seen.length], ['netmon', undefined, 1]);
    assert.equal(seen[0]!.time, Date.UTC(2026, 10, 20, 2, 14, 0, 5) * 1000 + 1500);
    assert.deepEqual([seen[0]!.length, seen[0]!.data], [1400, data]);
  });

  test('a pcapng block whose two lengths differ is not counted', async () => {
    const file = writeCapture([{ time: 1e15, data: tcpFrame({}) }], {
      format: 'pcapng',
      isLittle: true,
      isNano: false,
    });
    file.writeUInt32LE(7, file.length - 4);
    const { seen, damage } = await read(file);
    assert.deepEqual([seen.length, damage], [0, 'a block has two lengths']);
  });

  test('with an impossible packet length is damaged', async () => {
    const file = writeCapture([{ time: 0, data: Buffer.alloc(0) }], fileForms[0]!);
    file.writeUInt32LE(0xfffffff0, 24 + 8);
    assert.equal((await read(file)).damage, 'a packet claims 4294967280 bytes');
  });
});
