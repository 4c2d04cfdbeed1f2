import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import type { TestFrame } from '../test-support/capture-files.ts';
import { udpFrame, writeCapture } from '../test-support/capture-files.ts';
import { summarize } from './summarize.ts';

const form = { format: 'pcap', isLittle: true, isNano: false } as const;
const data = udpFrame(Buffer.from('x'));
const file = writeCapture([{ time: 1.6e15, data }], form);

async function* chunksOf(...chunks: Buffer[]): AsyncGenerator<Uint8Array> {
  yield* chunks;
}

describe('the summary of a stream', () => {
  test('has the format, the compression and the number of bytes', async () => {
    const plain = await summarize(chunksOf(file));
    assert.deepEqual(plain.file, { format: 'pcap', bytesRead: file.length });
    assert.deepEqual([plain.version, plain.traffic.packets], [1, 1]);
    const packed = await summarize(chunksOf(gzipSync(file)));
    assert.deepEqual(packed.file, { format: 'pcap', compression: 'gzip', bytesRead: file.length });
  });

  test('has the damage of the file, and then that of its packets', async () => {
    const frames: TestFrame[] = [
      { time: 0, data },
      { time: 1.6e15, data, length: 1 },
      { time: 1.7e15, data },
    ];
    const damaged = writeCapture(frames, form).subarray(0, -1);
    const { file: read } = await summarize(chunksOf(damaged));
    assert.equal(
      read.problem,
      [
        `The file could be read up to byte ${damaged.length}: there it ends within a packet.`,
        '1 of 2 packets claim a length that cannot be, so the bytes may be wrong.',
        '1 of 2 packets have no time or one that cannot be, and are left out of the times.',
      ].join(' '),
    );
    const apart = await summarize(
      chunksOf(writeCapture(frames.slice(2).concat({ time: 1e15, data }), form)),
    );
    assert.equal(apart.file.problem, 'The times lie 8,102 days apart, so some of them are wrong.');
  });

  test('says when the file cannot be read', async () => {
    const { file: read, traffic } = await summarize(chunksOf(Buffer.from('MZ')));
    assert.deepEqual(read, {
      format: 'unknown',
      bytesRead: 2,
      problem: 'The file cannot be read: it is a program, not a capture.',
    });
    assert.equal(traffic.packets, 0);
  });

  test('that stalls is of what was read before it was stopped', async () => {
    const stop = new AbortController();
    async function* stalled(): AsyncGenerator<Uint8Array> {
      yield file;
      setImmediate(() => stop.abort());
      await new Promise((_, reject) => {
        stop.signal.onabort = () => reject(new Error('The stream was aborted.'));
      });
    }
    const { file: read, traffic } = await summarize(stalled(), stop.signal);
    assert.equal(traffic.packets, 1);
    assert.equal(
      read.problem,
      `Only the first ${file.length} bytes of the file were read, since it takes too long to read it all.`,
    );
  });

  test('that was stopped takes no further chunk', async () => {
    const stop = new AbortController();
    let taken = 0;
    async function* chunks(): AsyncGenerator<Uint8Array> {
      for (const part of [file, file.subarray(24), file.subarray(24)]) {
        taken += 1;
        if (taken === 2) stop.abort();
        yield part;
      }
    }
    const { file: read, traffic } = await summarize(chunks(), stop.signal);
    assert.deepEqual([taken, traffic.packets], [2, 2]);
    assert.match(read.problem ?? '', /^Only the first /);
  });

  test('that is not stopped is whole, and throws the errors of its source', async () => {
    const { signal } = new AbortController();
    assert.equal((await summarize(chunksOf(file), signal)).file.problem, undefined);
    const lost = new Error('The connection was lost.');
    async function* broken(): AsyncGenerator<Uint8Array> {
      yield file;
      throw lost;
    }
    await assert.rejects(summarize(broken(), signal), lost);
    await assert.rejects(summarize(broken()), lost);
  });
});
