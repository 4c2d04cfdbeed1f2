import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Frame } from './frame.ts';
import type { Reading } from './read-frames.ts';
import { readFrames } from './read-frames.ts';

const data = Buffer.from('0123456789');
const second = 1_700_000_000;

async function read(...parts: Buffer[]): Promise<Reading & { frames: Frame[] }> {
  const frames: Frame[] = [];
  async function* chunks(): AsyncGenerator<Uint8Array> {
    yield Buffer.concat(parts);
  }
  const reading = await readFrames(chunks(), (frame) =>
    frames.push({ ...frame, data: Buffer.from(frame.data) }),
  );
  return { ...reading, frames };
}

/** What is wrong with a file, after how many frames, and up to which position it was read. */
const damageOf = async (...parts: Buffer[]) => {
  const { format, frames, damage, offset } = await read(...parts);
  return [format, frames.length, damage, offset];
};

/** Little-endian numbers of two, four and eight bytes. */
const half = (...values: number[]): Buffer => Buffer.from(Uint16Array.from(values).buffer);
const word = (...values: number[]): Buffer => Buffer.from(Uint32Array.from(values).buffer);
const big = (...values: number[]): Buffer => Buffer.from(word(...values)).swap32();

describe('a pcap file', () => {
  const header = ({ magic = 0xa1b2c3d4, minor = 4, linkType = 1 } = {}): Buffer =>
    Buffer.concat([word(magic), half(2, minor), word(0, 0, 262_144, linkType)]);
  const record = (kept = data.length, length = 1500, fraction = 5): Buffer =>
    Buffer.concat([word(second, fraction, kept, length), data]);

  test('has a link type in its lower 16 bits; the others tell of a checksum', async () => {
    const { frames } = await read(header({ linkType: 0xf400_0065 }), record());
    assert.equal(frames[0]?.linkType, 0x65);
  });

  test('of an old version has its two lengths in the other order', async () => {
    for (const [minor, isSwapped] of [
      [2, true],
      [3, false],
      [543, true],
      [544, false],
    ] as const) {
      const lengths = isSwapped ? ([1500, data.length] as const) : ([data.length, 1500] as const);
      const { frames, damage } = await read(
        header({ minor }),
        record(...lengths),
        record(...lengths),
      );
      assert.deepEqual(
        [frames.map((frame) => [frame.length, frame.data]), damage],
        [Array(2).fill([1500, data]), undefined],
      );
    }
  });

  test('has no time where a fraction is a whole second', async () => {
    const micro = await read(header(), record(10, 10, 999_999), record(10, 10, 1e6));
    assert.deepEqual(
      micro.frames.map(({ time }) => time),
      [second * 1e6 + 999_999, Number.NaN],
    );
    const nano = await read(
      header({ magic: 0xa1b23c4d }),
      record(10, 10, 999_999_000),
      record(10, 10, 1e9),
    );
    assert.deepEqual(
      nano.frames.map(({ time }) => time),
      [second * 1e6 + 999_999, Number.NaN],
    );
  });

  test('is damaged where it ends early, or claims too much', async () => {
    const two = [header(), record()];
    for (const [parts, frames, damage, offset] of [
      [[header().subarray(0, 23)], 0, 'it ends within its header', 23],
      [[header()], 0, undefined, 24],
      [[...two, record().subarray(0, 15)], 1, 'it ends within the header of a packet', 65],
      [[...two, record().subarray(0, 16)], 1, 'it ends within a packet', 66],
      [[...two, record().subarray(0, 25)], 1, 'it ends within a packet', 75],
      [[...two, record(262_145, 262_145)], 1, 'a packet claims 262145 bytes', 50],
      [[...two, record(262_144, 262_144)], 1, 'it ends within a packet', 76],
    ] as const) {
      assert.deepEqual(await damageOf(...parts), ['pcap', frames, damage, offset]);
    }
  });

  test("of Kuznetzov's variants has longer headers, which is known by its first eight packets", async () => {
    const long = (bytes: number): Buffer => {
      const whole = Buffer.alloc(bytes, 0xee);
      record(10, 10).copy(whole, 0, 0, 16);
      return Buffer.concat([whole, data]);
    };
    /** The same words in the other byte order; the two halves of the version too. */
    const swapped = (part: Buffer, words: number): Buffer => {
      const head = Buffer.from(part.subarray(0, 4 * words)).swap32();
      return Buffer.concat([head, part.subarray(4 * words)]);
    };
    for (const [magic, bytes] of [
      [0xa1b2c3d4, 20],
      [0xa1b2c3d4, 24],
      [0xa1b2cd34, 16],
      [0xa1b2cd34, 24],
      [0xa1b2cd34, 28],
    ] as const) {
      const one = long(bytes);
      const little = [header({ magic }), ...Array<Buffer>(9).fill(one)];
      const big = [swapped(header({ magic }), 6), ...Array<Buffer>(9).fill(swapped(one, 4))];
      big[0]?.writeUInt32BE(0x0002_0004, 4);
      for (const parts of [little, big]) {
        const { frames, damage } = await read(...parts);
        assert.deepEqual([frames.length, damage], [9, undefined], `${bytes}`);
        assert.ok(frames.every((frame) => frame.data.equals(data)));
      }
    }
  });

  test('is read by the usual header when no other fits better', async () => {
    const damaged = record(10, 10, 0xffffffff);
    const { frames } = await read(header(), record(10, 10), damaged, record(10, 10));
    assert.deepEqual(
      frames.map(({ time }) => time),
      [second * 1e6 + 5, Number.NaN, second * 1e6 + 5],
    );
  });
});

describe('a snoop file', () => {
  const header = (linkType = 4, version = 2): Buffer =>
    Buffer.concat([Buffer.from('snoop\0\0\0'), big(version, linkType)]);
  const record = ({ kept = data.length, total = 36, microseconds = 5 } = {}): Buffer =>
    Buffer.concat([big(1500, kept, total, 0, second, microseconds), data, Buffer.alloc(2)]);

  test('has a link type', async () => {
    for (const [type, linkType] of [
      [0, 1],
      [2, 6],
      [4, 1],
      [8, 10],
      [3, 0xffff],
    ] as const) {
      const { frames } = await read(header(type), record());
      assert.equal(frames[0]?.linkType, linkType);
    }
  });

  test('has packets with padding, and no time where that is impossible', async () => {
    const { frames, damage } = await read(
      header(),
      record({ microseconds: 999_999 }),
      record({ microseconds: 1e6 }),
    );
    const read2 = frames.map((frame) => [frame.time, frame.length, frame.data]);
    assert.deepEqual(read2, [
      [second * 1e6 + 999_999, 1500, data],
      [Number.NaN, 1500, data],
    ]);
    assert.equal(damage, undefined);
  });

  test('is damaged where it ends early, or claims too much', async () => {
    const two = [header(), record()];
    for (const [parts, frames, damage, offset] of [
      [[header().subarray(0, 15)], 0, 'it ends within its header', 15],
      [[header()], 0, undefined, 16],
      [[header(4, 3)], 0, 'it has version 3 of the snoop format, which is not read', 0],
      [[...two, record().subarray(0, 23)], 1, 'it ends within the header of a packet', 75],
      [[...two, record().subarray(0, 24)], 1, 'it ends within a packet', 76],
      [[...two, record().subarray(0, 35)], 1, 'it ends within a packet', 87],
      [[...two, record({ kept: 262_145, total: 300_000 })], 1, 'a packet claims 262145 bytes', 52],
      [[...two, record({ kept: 262_144, total: 300_000 })], 1, 'it ends within a packet', 88],
      [[...two, record({ total: 33 })], 1, 'a record claims 33 bytes', 52],
      [[...two, record({ total: 34 })], 2, 'it ends within the header of a packet', 88],
      [[...two, record({ total: 327_681 })], 1, 'a record claims 327681 bytes', 52],
      [[...two, record({ total: 327_680 })], 1, 'it ends within a packet', 88],
    ] as const) {
      assert.deepEqual(await damageOf(...parts), ['snoop', frames, damage, offset], damage);
    }
    const other = await damageOf(Buffer.from('snoopy, the dog'), Buffer.alloc(9));
    assert.equal(other[0], 'unknown');
  });
});

describe('a Network Monitor file', () => {
  const start = Date.UTC(2026, 10, 20, 2, 14, 30, 5) * 1000;
  /** A header whose first table stands at a position. */
  const header = ({ magic = 'GMBU', minor = 0, macType = 1, tables = [0] } = {}): Buffer => {
    const bytes = Buffer.alloc(128);
    bytes.write(magic);
    half(minor, macType, 2026, 11, 5, 20, 2, 14, 30, 5).copy(bytes, 4);
    for (const [index, table] of tables.entries()) bytes.writeUInt32LE(table, 24 + 8 * index);
    return bytes;
  };
  const record = (kept = data.length): Buffer => Buffer.concat([word(1500, 0, 1400, kept), data]);
  const older = (kept = data.length): Buffer => Buffer.concat([word(1500), half(1400, kept), data]);

  test('of version 2 counts microseconds, and of version 1 milliseconds', async () => {
    for (const [magic, one, time] of [
      ['GMBU', record(), start + 1500],
      ['RTSS', older(), start + 1_500_000],
    ] as const) {
      const { format, frames, damage } = await read(header({ magic }), one, one);
      const seen = frames.map((frame) => [frame.time, frame.length, frame.data, frame.linkType]);
      assert.deepEqual(seen, Array(2).fill([time, 1400, data, 1]));
      assert.deepEqual([format, damage], ['netmon', 'it ends before its table of frames']);
    }
  });

  test('has a link type for all of its frames', async () => {
    for (const [macType, linkType] of [
      [1, 1],
      [2, 6],
      [3, 10],
      [6, 105],
      [8, 101],
      [9, 0xffff],
      [0xe000, 0],
      [0xe071, 0x71],
    ] as const) {
      const { frames } = await read(header({ macType }), record());
      assert.equal(frames[0]?.linkType, linkType);
    }
  });

  test('of a later minor version has a trailer behind each frame, with its link type', async () => {
    for (const [minor, trailerBytes] of [
      [1, 2],
      [2, 4],
      [3, 13],
      [4, 13],
    ] as const) {
      const trailer = Buffer.alloc(trailerBytes);
      trailer.writeUInt16LE(0xe071);
      const one = Buffer.concat([record(), trailer]);
      const { frames } = await read(header({ minor }), one, one);
      assert.deepEqual(
        frames.map((frame) => [frame.linkType, frame.data]),
        Array(2).fill([0x71, data]),
      );
    }
    const { frames } = await read(header({ magic: 'RTSS', minor: 3 }), older(), older());
    assert.deepEqual(
      frames.map((frame) => frame.linkType),
      [1, 1],
    );
  });

  test('has frames up to the first of its tables, wherever that is listed', async () => {
    const end = 128 + 26;
    for (const tables of [
      [end],
      [0, end + 50, end],
      [0, 0, 0, end, end + 9],
      [0, 0, 0, 0, 0, end],
      [9999, 0, 0, 0, end],
    ]) {
      assert.deepEqual(await damageOf(header({ tables }), record(), record()), [
        'netmon',
        1,
        undefined,
        end,
      ]);
    }
    const oneMore = await damageOf(header({ tables: [end + 16] }), record(), record());
    assert.deepEqual(oneMore, ['netmon', 2, undefined, 180]);
    const notOneMore = await damageOf(header({ tables: [end + 15] }), record(), record());
    assert.deepEqual(notOneMore, ['netmon', 1, undefined, end]);
  });

  test('is damaged where it ends early, or claims too much', async () => {
    const two = [header(), record()];
    const behind = 'its frames stand behind its tables, which is not read; convert it with editcap';
    for (const [parts, frames, damage, offset] of [
      [[header().subarray(0, 127)], 0, 'it ends within its header', 127],
      [[header({ tables: [127] })], 0, behind, 0],
      [[header({ tables: [128] }), record()], 0, undefined, 128],
      [[...two, record().subarray(0, 15)], 1, 'it ends before its table of frames', 169],
      [[...two, record().subarray(0, 16)], 1, 'it ends within a packet', 170],
      [[...two, record(262_145)], 1, 'a packet claims 262145 bytes', 154],
      [[...two, record(262_144)], 1, 'it ends within a packet', 180],
      [[header({ minor: 1 }), record(), half(1).subarray(1)], 0, 'it ends within a packet', 155],
    ] as const) {
      assert.deepEqual(await damageOf(...parts), ['netmon', frames, damage, offset], damage);
    }
  });
});
