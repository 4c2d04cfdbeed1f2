import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import type { FileForm } from '../test-support/capture-files.ts';
import { fileForms, tcpFrame, udpFrame, writeCapture } from '../test-support/capture-files.ts';
import type { Frame } from './frame.ts';
import { readFrames } from './read-frames.ts';
import { summarize } from './summarize.ts';

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

async function* inChunks(file: Buffer, bytes = 65_536): AsyncGenerator<Buffer> {
  for (let at = 0; at < file.length; at += bytes) yield file.subarray(at, at + bytes);
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
      assert.deepEqual(
        { ...seen[0], time: Math.round(seen[0]!.time) },
        {
          time: 1_700_000_000_123_456,
          length: 1500,
          data,
          linkType: 1,
        },
      );
    });
  }

  test('is read the same in whatever chunks it comes', async () => {
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

  test('that is cut off gives what stands before, and says where it ends', async () => {
    await fc.assert(
      fc.asyncProperty(frames, form, fc.nat(), async (held, how, at) => {
        const file = writeCapture(held, how);
        const whole = await read(file);
        const cut = file.subarray(0, at % file.length);
        const { seen, damage, offset } = await read(cut);
        assert.deepEqual(seen, whole.seen.slice(0, seen.length));
        assert.equal(offset, cut.length);
        if (damage !== undefined) return;
        // It was cut between two packets or blocks: what was read is a whole file.
        const rest = await read(writeCapture(held.slice(0, seen.length), how));
        assert.deepEqual(rest.seen, seen);
      }),
    );
  });

  test('that is damaged anywhere never throws', async () => {
    const damages = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(frames, form, damages, async (held, how, places) => {
        const file = writeCapture(held, how);
        for (const [at, byte] of places) file[at % file.length] = byte;
        const summary = await summarize(inChunks(file));
        assert.ok(summary.file.bytesRead <= file.length);
        JSON.stringify(summary);
      }),
      { numRuns: 1000 },
    );
  });

  test('may be anything', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (bytes) => {
        const { file } = await summarize(inChunks(Buffer.from(bytes)));
        assert.ok(file.bytesRead <= bytes.length);
      }),
    );
    assert.equal((await read(Buffer.alloc(0))).damage, 'it is empty');
    assert.equal((await read(Buffer.from('<html>'))).damage, 'it is neither pcap nor pcapng');
  });

  test('that claims a packet of gigabytes is not believed', async () => {
    const file = writeCapture([{ time: 0, data: Buffer.alloc(0) }], fileForms[0]!);
    file.writeUInt32LE(0xfffffff0, 24 + 8);
    assert.equal((await read(file)).damage, 'a packet claims 4294967280 bytes');
  });
});
