import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { deflateRawSync, gzipSync } from 'node:zlib';
import { gunzip, isGzip } from './gunzip.ts';
import { inflate } from './inflate.ts';

/** What was decompressed, and the damage. */
async function unpack(...chunks: (Buffer | Error)[]): Promise<[text: string, damage?: string]> {
  const parts: Uint8Array[] = [];
  const damages: string[] = [];
  async function* source(): AsyncGenerator<Uint8Array> {
    for (const chunk of chunks) {
      if (chunk instanceof Error) throw chunk;
      yield chunk;
    }
  }
  for await (const part of gunzip(source(), (damage) => damages.push(damage))) parts.push(part);
  return [Buffer.concat(parts).toString(), ...damages] as [string, string?];
}

const content = 'what is compressed '.repeat(50);
const packed = gzipSync(content);

describe('a gzip stream', () => {
  test('is decompressed, of one member or several, in chunks of any size', async () => {
    assert.deepEqual(await unpack(packed), [content]);
    assert.deepEqual(await unpack(packed, packed), [content + content]);
    const bytes = Array.from(packed, (byte) => Buffer.from([byte]));
    assert.deepEqual(await unpack(...bytes), [content]);
  });

  test('gives what it has up to its damage, and says which', async () => {
    assert.deepEqual((await unpack(packed.subarray(0, -9)))[1], 'its gzip stream ends early');
    const broken = Buffer.from(packed);
    broken.writeUInt8(broken.readUInt8(broken.length - 8) ^ 1, broken.length - 8);
    assert.deepEqual((await unpack(broken))[1], 'its gzip stream is damaged');
  });

  test('rethrows the error of its source', async () => {
    const lost = new Error('The connection was lost.');
    await assert.rejects(unpack(packed.subarray(0, 20), lost), lost);
  });

  test('is recognized by its first two bytes', () => {
    const starts = ['1f8b08', '1f8b', '1f9d', '008b', '1f', ''];
    assert.deepEqual(
      starts.map((start) => isGzip(Buffer.from(start, 'hex'))),
      [true, true, false, false, false, false],
    );
  });
});

test('DEFLATE without a header is decompressed up to a number of bytes', () => {
  const raw = deflateRawSync(Buffer.from('ten bytes.'));
  assert.equal(inflate(raw, 10)?.toString(), 'ten bytes.');
  assert.equal(inflate(raw, 9), undefined);
  assert.equal(inflate(raw.subarray(0, -2), 10), undefined);
});
