/**
 * Reads a binary format: yields how many bytes it wants next, and is given exactly those; fewer only
 * where the file ends.
 */
export type Parser<R> = Generator<number, R, Buffer>;

/**
 * Runs a parser over a stream. Held is no more than what the parser wants next, and a chunk.
 *
 * @returns what the parser returns, and how many bytes it was given.
 */
export async function parseStream<R>(
  parser: Parser<R>,
  chunks: AsyncIterable<Uint8Array>,
): Promise<{ value: R; offset: number }> {
  let held: Uint8Array[] = [];
  let heldBytes = 0;
  let offset = 0;
  let step = parser.next();
  for await (const chunk of chunks) {
    held.push(chunk);
    heldBytes += chunk.byteLength;
    if (step.done || heldBytes < step.value) continue;
    const bytes = joined(held);
    let position = 0;
    while (!step.done && position + step.value <= bytes.length) {
      const end: number = position + step.value;
      step = parser.next(bytes.subarray(position, end));
      offset += end - position;
      position = end;
    }
    if (step.done) break;
    held = position < bytes.length ? [bytes.subarray(position)] : [];
    heldBytes = bytes.length - position;
  }
  let rest = joined(held);
  while (!step.done) {
    const given = rest.subarray(0, step.value);
    offset += given.length;
    rest = rest.subarray(given.length);
    step = parser.next(given);
  }
  return { value: step.value, offset };
}

function joined(held: readonly Uint8Array[]): Buffer {
  const [first, ...others] = held;
  if (first === undefined) return Buffer.alloc(0);
  if (others.length > 0) return Buffer.concat(held);
  return Buffer.from(first.buffer, first.byteOffset, first.byteLength);
}

const sliceBytes = 65_536;

/** Passes over so many bytes without holding them; returns whether they were there. */
export function* skip(bytes: number): Parser<boolean> {
  for (let left = bytes; left > 0; left -= sliceBytes) {
    const wanted = Math.min(left, sliceBytes);
    if ((yield wanted).length < wanted) return false;
  }
  return true;
}
