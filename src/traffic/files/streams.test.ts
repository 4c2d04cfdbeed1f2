import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { fileForms, udpFrame, writeCapture } from '../../test-support/capture-files.ts';
import type { Frame } from './frame.ts';
import { readFrames, readFramesInSteps } from './read-frames.ts';

const [form] = fileForms;
assert.ok(form);
const frames = Array.from({ length: 10 }, (_, index) => ({
  time: 1.7e15 + index,
  data: udpFrame(Buffer.alloc(100, index)),
}));
const file = writeCapture(frames, form);

/** A source that counts the chunks taken from it, and notices when it is closed. */
class Source {
  taken = 0;
  isClosed = false;
  readonly #chunks: Iterable<Buffer | Error>;

  constructor(chunks: Iterable<Buffer | Error>) {
    this.#chunks = chunks;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Buffer> {
    try {
      for (const chunk of this.#chunks) {
        if (chunk instanceof Error) throw chunk;
        this.taken += 1;
        yield chunk;
      }
    } finally {
      this.isClosed = true;
    }
  }
}

const inChunks = (bytes: Buffer, size: number): Buffer[] =>
  Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) =>
    bytes.subarray(index * size, (index + 1) * size),
  );

describe('the stream of a capture file', () => {
  test('may begin at a packet, and has positions of the file', async () => {
    const cut = file.subarray(0, -1);
    let second: Frame | undefined;
    await readFrames(new Source([cut]), (frame) => {
      if (frame.data.equals(frames[1]?.data ?? file)) second = { ...frame };
    });
    assert.ok(second);
    const { offset, layout } = second;
    assert.equal(offset, 24 + 158);
    for (const [bytes, damage] of [
      [file, undefined],
      [cut, 'it ends within a packet'],
    ] as const) {
      const rest = new Source([bytes.subarray(offset)]);
      const steps = readFramesInSteps(rest, () => undefined, { offset, layout });
      let step = await steps.next();
      while (!step.done) step = await steps.next();
      const reading = { format: 'pcap', offset: bytes.length, ...(damage && { damage }) };
      assert.deepEqual(step.value, reading);
    }
  });

  test('gives the packets of each chunk before the next one is taken', async () => {
    const source = new Source(inChunks(file, 500));
    const seen: [taken: number, packets: number][] = [];
    let packets = 0;
    const steps = readFramesInSteps(source, () => (packets += 1));
    while (!(await steps.next()).done) seen.push([source.taken, packets]);
    const whole = seen.filter(([taken], at) => taken !== seen[at + 1]?.[0]);
    const expected = [1, 2, 3, 4].map((taken) => [
      taken,
      Math.floor((Math.min(taken * 500, file.length) - 24) / (16 + 142)),
    ]);
    assert.deepEqual(whole, expected);
  });

  test('is closed at its end, at damage, and when nobody reads on', async () => {
    const damaged = Buffer.from(file);
    damaged.writeUInt32LE(0xffffffff, 24 + 8);
    for (const [bytes, taken] of [
      [file, 4],
      [damaged, 1],
      [Buffer.from('text '.repeat(1000)), 1],
    ] as const) {
      const source = new Source(inChunks(bytes, 500));
      await readFrames(source, () => undefined);
      assert.deepEqual([source.taken, source.isClosed], [taken, true]);
    }
    const source = new Source(inChunks(file, 500));
    const steps = readFramesInSteps(source, () => undefined);
    await steps.next();
    await steps.return({ format: 'unknown', offset: 0 });
    assert.equal(source.isClosed, true);
  });

  test('of a compressed file is closed too', async () => {
    const source = new Source(inChunks(gzipSync(file), 50));
    const { compression, damage } = await readFrames(source, () => undefined);
    assert.deepEqual([compression, damage, source.isClosed], ['gzip', undefined, true]);
  });

  test('may begin with less than a signature', async () => {
    for (const bytes of [file, gzipSync(file)]) {
      const [first, second, rest] = [bytes.subarray(0, 1), bytes.subarray(1, 1), bytes.subarray(1)];
      let packets = 0;
      await readFrames(new Source([first, second, rest]), () => (packets += 1));
      assert.equal(packets, 10);
    }
    for (const [start, format] of [
      ['0a', 'unknown'],
      ['0a0d0d0a', 'pcapng'],
      ['d4c3b2', 'unknown'],
      ['d4c3b2a1', 'pcap'],
      ['474d4255', 'netmon'],
      ['736e6f6f', 'snoop'],
    ] as const) {
      const reading = await readFrames(new Source([Buffer.from(start, 'hex')]), () => undefined);
      assert.deepEqual([reading.format, reading.offset], [format, start.length / 2]);
    }
  });

  test('has errors, which are passed on', async () => {
    const lost = new Error('The connection was lost.');
    for (const bytes of [file, gzipSync(file)]) {
      const source = new Source([bytes.subarray(0, 40), lost]);
      await assert.rejects(
        readFrames(source, () => undefined),
        lost,
      );
    }
  });

  test('describes the first damage: that of the compression before that of its content', async () => {
    const packed = gzipSync(file);
    const cut = new Source([packed.subarray(0, -4)]);
    const { damage } = await readFrames(cut, () => undefined);
    assert.equal(damage, 'its gzip stream ends early');
    const short = new Source([gzipSync(file.subarray(0, -4))]);
    assert.equal((await readFrames(short, () => undefined)).damage, 'it ends within a packet');
  });
});
