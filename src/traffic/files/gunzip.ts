import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';

/** True when the bytes start with the gzip signature. Source: RFC 1952. */
export const isGzip = (bytes: Uint8Array): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b;

/**
 * Decompresses a gzip stream in bounded memory. Stops and calls `onDamage` where the stream is truncated
 * or damaged. Rethrows errors of the source.
 */
export async function* gunzip(
  chunks: AsyncIterable<Uint8Array>,
  onDamage: (damage: string) => void,
): AsyncGenerator<Uint8Array> {
  const broken: unknown[] = [];
  async function* watched(): AsyncGenerator<Uint8Array> {
    try {
      // The stream reads ahead, and the memory of a chunk may be used again.
      for await (const chunk of chunks) yield Buffer.from(chunk);
    } catch (error) {
      broken.push(error);
      throw error;
    }
  }
  const source = Readable.from(watched(), { objectMode: false });
  const unpacked = createGunzip();
  source.on('error', (error) => unpacked.destroy(error));
  try {
    yield* source.pipe(unpacked) as AsyncIterable<Uint8Array>;
  } catch (error) {
    if (broken.length > 0) throw broken[0];
    const { code } = error as { code?: string };
    onDamage(code === 'Z_BUF_ERROR' ? 'its gzip stream ends early' : 'its gzip stream is damaged');
  } finally {
    source.destroy();
    unpacked.destroy();
  }
}
