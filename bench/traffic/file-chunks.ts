import { open } from 'node:fs/promises';

const chunkBytes = 256 * 1024;

/**
 * Reads a file in chunks that share two buffers, and reads one chunk ahead. New memory for each chunk, as
 * `createReadStream` takes it, costs more time than the reading, and the programs beside it do not pay that.
 */
export async function* fileChunks(path: string): AsyncGenerator<Buffer> {
  const file = await open(path);
  try {
    let [buffer, other] = [Buffer.alloc(chunkBytes), Buffer.alloc(chunkBytes)];
    let reading = file.read(buffer, 0, chunkBytes);
    for (;;) {
      const { bytesRead } = await reading;
      if (bytesRead === 0) return;
      reading = file.read(other, 0, chunkBytes);
      yield buffer.subarray(0, bytesRead);
      [buffer, other] = [other, buffer];
    }
  } finally {
    await file.close();
  }
}
