import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Frame } from './frame.ts';
import { readFrames } from './read-frames.ts';

const second = 1_700_000_000;
const data = Buffer.from('0123456789abcdef');

/** Writes the blocks of a pcapng file in one byte order. */
class Blocks {
  readonly #isLittle: boolean;

  constructor(isLittle: boolean) {
    this.#isLittle = isLittle;
  }

  half(value: number): Buffer {
    const bytes = Buffer.alloc(2);
    if (this.#isLittle) bytes.writeUInt16LE(value);
    else bytes.writeUInt16BE(value);
    return bytes;
  }

  word(value: number): Buffer {
    const bytes = Buffer.alloc(4);
    if (this.#isLittle) bytes.writeUInt32LE(value);
    else bytes.writeUInt32BE(value);
    return bytes;
  }

  words = (...values: number[]): Buffer => Buffer.concat(values.map((value) => this.word(value)));

  block(type: number, ...parts: Buffer[]): Buffer {
    const body = Buffer.concat(parts);
    const padding = Buffer.alloc((4 - (body.length % 4)) % 4);
    const total = body.length + padding.length + 12;
    return Buffer.concat([this.words(type, total), body, padding, this.word(total)]);
  }

  section = (major = 1): Buffer =>
    this.block(
      0x0a0d0d0a,
      this.word(0x1a2b3c4d),
      this.half(major),
      this.half(0),
      Buffer.alloc(8, 0xff),
    );

  option(code: number, value: Buffer): Buffer {
    const padding = Buffer.alloc((4 - (value.length % 4)) % 4);
    return Buffer.concat([this.half(code), this.half(value.length), value, padding]);
  }

  interface = (linkType = 1, snapLength = 0, ...options: Buffer[]): Buffer =>
    this.block(1, this.half(linkType), this.half(0), this.word(snapLength), ...options);

  packet = (number: number, ticks: bigint, length = data.length): Buffer =>
    this.block(
      6,
      this.words(number, Number(ticks >> 32n), Number(ticks & 0xffffffffn), data.length, length),
      data,
    );

  resolution = (value: number): Buffer => this.option(9, Buffer.from([value]));

  offset(seconds: bigint): Buffer {
    const bytes = Buffer.alloc(8);
    if (this.#isLittle) bytes.writeBigInt64LE(seconds);
    else bytes.writeBigInt64BE(seconds);
    return this.option(14, bytes);
  }
}

/** The block with another second length. */
function changedEnd(block: Buffer): Buffer {
  const copy = Buffer.from(block);
  copy.writeUInt32LE(0xffff, copy.length - 4);
  return copy;
}

async function read(...blocks: Buffer[]): Promise<{ frames: Frame[]; damage?: string }> {
  const frames: Frame[] = [];
  async function* chunks(): AsyncGenerator<Uint8Array> {
    yield Buffer.concat(blocks);
  }
  const { damage } = await readFrames(chunks(), (frame) =>
    frames.push({ ...frame, data: Buffer.from(frame.data) }),
  );
  return { frames, ...(damage !== undefined && { damage }) };
}

for (const isLittle of [true, false]) {
  const of = new Blocks(isLittle);
  const { section, packet } = of;
  const microseconds = BigInt(second) * 1_000_000n;

  describe(`a pcapng file in ${isLittle ? 'little' : 'big'} endian`, () => {
    const times: [what: string, ticks: bigint, options: Buffer[], expected: number][] = [
      ['microseconds', microseconds + 5n, [], second * 1e6 + 5],
      ['milliseconds', BigInt(second) * 1000n + 5n, [of.resolution(3)], second * 1e6 + 5000],
      [
        '1024ths of a second',
        BigInt(second) * 1024n + 512n,
        [of.resolution(0x80 + 10)],
        second * 1e6 + 500_000,
      ],
      ['seconds from an offset', 7n, [of.resolution(0), of.offset(1000n)], 1_007_000_000],
      ['microseconds before an offset', microseconds, [of.offset(-10n)], (second - 10) * 1e6],
      [
        'the options behind a comment',
        9n,
        [of.option(1, Buffer.from('a comment')), of.resolution(0)],
        9e6,
      ],
      [
        'no options behind their end',
        microseconds,
        [of.option(0, Buffer.alloc(0)), of.resolution(0)],
        second * 1e6,
      ],
    ];
    for (const [what, ticks, options, expected] of times) {
      test(`counts ${what}`, async () => {
        const { frames, damage } = await read(
          section(),
          of.interface(1, 0, ...options),
          packet(0, ticks),
        );
        assert.deepEqual([frames.map(({ time }) => time), damage], [[expected], undefined]);
      });
    }

    test('has interfaces whose last option may be cut off', async () => {
      const cut = Buffer.concat([of.half(9), of.half(1)]);
      const { frames } = await read(section(), of.interface(1, 0, cut), packet(0, 5n));
      assert.deepEqual(
        frames.map(({ time }) => time),
        [5],
      );
    });

    test('has interfaces with their own link type and time, until the next section', async () => {
      const { frames, damage } = await read(
        section(),
        of.interface(1),
        of.interface(101, 0, of.resolution(0)),
        packet(1, 5n),
        packet(0, 5n),
        section(),
        of.interface(113),
        packet(0, 6n),
      );
      assert.equal(damage, undefined);
      assert.deepEqual(
        frames.map(({ linkType, time }) => [linkType, time]),
        [
          [101, 5e6],
          [1, 5],
          [113, 6],
        ],
      );
    });

    test('may have the older kind of packet block', async () => {
      const old = of.block(2, of.half(1), of.half(7), of.words(0, 9, data.length, 1500), data);
      const { frames } = await read(section(), of.interface(1), of.interface(101), old);
      assert.deepEqual(
        frames.map(({ linkType, time, length, data: bytes }) => [linkType, time, length, bytes]),
        [[101, 9, 1500, data]],
      );
    });

    test('may have packets without a time, cut at the length of the first interface', async () => {
      const simple = of.block(3, of.word(1500), data.subarray(0, 10));
      const { frames } = await read(section(), of.interface(1, 10), of.interface(101), simple);
      assert.deepEqual(
        frames.map(({ linkType, time, length, data: bytes }) => [linkType, time, length, bytes]),
        [[1, Number.NaN, 1500, data.subarray(0, 10)]],
      );
    });

    test('may have other blocks of any length', async () => {
      const { frames, damage } = await read(
        section(),
        of.interface(),
        of.block(5, Buffer.alloc(400_000)),
        packet(0, 1n),
        of.block(0x0bad, Buffer.alloc(0)),
        packet(0, 2n),
      );
      assert.deepEqual([frames.map(({ time }) => time), damage], [[1, 2], undefined]);
    });

    test('has simple packets without a limit, and padding that does not count', async () => {
      const simple = (length: number): Buffer => of.block(3, of.word(length), data);
      const { frames } = await read(section(), of.interface(1, 0), simple(1500), simple(13));
      assert.deepEqual(
        frames.map((frame) => frame.data),
        [data, data.subarray(0, 13)],
      );
    });

    test('has options of the lengths that they have by the format', async () => {
      const odd = [of.option(9, Buffer.from([3, 0])), of.option(14, Buffer.alloc(4, 1))];
      const { frames } = await read(section(), of.interface(1, 0, ...odd), packet(0, 5n));
      assert.deepEqual(
        frames.map(({ time }) => time),
        [5],
      );
    });

    test('has its blocks at positions in the file', async () => {
      const simple = of.block(3, of.word(16), data);
      const { frames } = await read(
        section(),
        of.interface(),
        packet(0, 1n),
        simple,
        packet(0, 2n),
      );
      assert.deepEqual(
        frames.map(({ offset }) => offset),
        [48, 96, 128],
      );
    });

    const damages: [what: string, blocks: Buffer[], damage: RegExp][] = [
      ['a packet of an interface that is not described', [packet(1, 1n)], /unknown interface/],
      [
        'a packet that is longer than its block',
        [of.block(6, of.words(0, 0, 1, 40, 40), data)],
        /a packet claims 40 bytes/,
      ],
      ['a packet block without its fields', [of.block(6, of.word(0))], /a packet has no fields/],
      ['a simple packet block without its field', [of.block(3)], /a packet has no fields/],
      ['an interface without its fields', [of.block(1, of.word(1))], /an interface has no fields/],
      ['a section of another version', [section(2)], /version 2 of the format/],
      ['a section without a byte order', [of.block(0x0a0d0d0a, Buffer.alloc(16))], /no byte order/],
      ['a block of an odd length', [of.words(5, 13, 0)], /a block claims 13 bytes/],
      ['a block that ends early', [of.words(5, 40, 0)], /ends within a block/],
      ['the start of a block', [of.words(6, 40)], /^it ends within the header of a block$/],
      [
        'a block that ends before its second length',
        [of.words(5, 16, 0)],
        /^it ends within a block$/,
      ],
      ['a packet that ends early', [packet(0, 1n).subarray(0, -1)], /^it ends within a block$/],
      [
        'the start of a section',
        [section().subarray(0, 15)],
        /^it ends within the header of a section$/,
      ],
      [
        'a section without its fields',
        [of.block(0x0a0d0d0a, of.word(0x1a2b3c4d), of.half(1), of.half(0))],
        /claims 20 bytes/,
      ],
      ['a packet block that is too short', [of.words(6, 8, 8)], /claims 8 bytes/],
      ['a packet block that is too long', [of.words(6, 327_684, 0)], /claims 327684 bytes/],
      [
        'a packet block of the largest size, which ends early',
        [of.words(6, 327_680, 0)],
        /ends within a block/,
      ],
      ['another block with two lengths', [of.words(5, 16, 0, 20)], /^a block has two lengths$/],
      ['a packet block with two lengths', [changedEnd(packet(0, 1n))], /^a block has two lengths$/],
      [
        'more interfaces than 4,096',
        Array<Buffer>(4096).fill(of.interface()),
        /^it has too many interfaces$/,
      ],
    ];
    for (const [what, blocks, damage] of damages) {
      test(`is damaged by ${what}, after the packets before it`, async () => {
        const found = await read(section(), of.interface(), packet(0, 1n), ...blocks);
        assert.equal(found.frames.length, 1);
        assert.match(found.damage ?? '', damage);
      });
    }
  });
}
