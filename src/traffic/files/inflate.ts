import { inflateRawSync } from 'node:zlib';

/** Decompresses DEFLATE without a header; undefined when it is damaged or has more than this many bytes. */
export function inflate(compressed: Buffer, mostBytes: number): Buffer | undefined {
  try {
    return inflateRawSync(compressed, { maxOutputLength: mostBytes });
  } catch {
    return undefined;
  }
}
