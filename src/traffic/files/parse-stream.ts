/** The buffered bytes of a file. */
export class Input {
  bytes: Buffer = Buffer.alloc(0);
  /** Position of the next byte in `bytes`. */
  at = 0;
  /** Position of `bytes` in the file. */
  #base = 0;

  constructor(offset = 0) {
    this.#base = offset;
  }

  /** Position of the next byte in the file. */
  get offset(): number {
    return this.#base + this.at;
  }

  /** Number of buffered bytes that are not yet read. */
  get left(): number {
    return this.bytes.length - this.at;
  }

  /** Appends bytes to the unread ones. Copies nothing when there are none and one chunk is appended. */
  append(chunks: readonly Uint8Array[]): void {
    const rest = this.bytes.subarray(this.at);
    this.#base += this.at;
    this.at = 0;
    const [only, ...others] = chunks;
    this.bytes =
      only !== undefined && others.length === 0 && rest.length === 0
        ? Buffer.from(only.buffer, only.byteOffset, only.byteLength)
        : Buffer.concat([rest, ...chunks]);
  }
}

/**
 * Reads a binary format from an {@link Input}. When too few bytes are buffered, it yields the number
 * that it needs and receives whether they are available, which is false only at the end of the file.
 */
export type Parser<R> = Generator<number, R, boolean>;

/**
 * Runs a parser over a stream and yields after each chunk, so that the caller can use the results before
 * more is read. Buffers only the bytes that the parser needs next and one chunk. The source may use the
 * memory of a chunk again when the next one is requested.
 *
 * @returns the result of the parser, and the position up to which it read.
 */
export async function* parseInSteps<R>(
  input: Input,
  parser: Parser<R>,
  chunks: AsyncIterable<Uint8Array>,
): AsyncGenerator<undefined, { value: R; offset: number }> {
  let step = parser.next();
  let held: Uint8Array[] = [];
  let heldBytes = 0;
  if (!step.done) {
    for await (const chunk of chunks) {
      for (let used = 0; !step.done && used < chunk.byteLength;) {
        // Only what spans two chunks is copied.
        const missing = step.value - input.left - heldBytes;
        const isSpanning = input.left + heldBytes > 0;
        const part = chunk.subarray(used, isSpanning ? used + missing : undefined);
        used += part.byteLength;
        if (part.byteLength < missing) {
          held.push(Buffer.from(part));
          heldBytes += part.byteLength;
          continue;
        }
        input.append([...held, part]);
        held = [];
        heldBytes = 0;
        while (!step.done && input.left >= step.value) step = parser.next(true);
      }
      // Copies the unread bytes out of the memory of the chunk.
      input.append([]);
      yield;
      if (step.done) break;
    }
  }
  if (!step.done) input.append(held);
  while (!step.done) step = parser.next(input.left >= step.value);
  yield;
  return { value: step.value, offset: input.offset };
}

const sliceBytes = 65_536;

/** Skips bytes without buffering them. Returns whether all of them were available. */
export function* skip(input: Input, bytes: number): Parser<boolean> {
  for (let left = bytes; left > 0;) {
    const wanted = Math.min(left, sliceBytes);
    if (input.left < wanted && !(yield wanted)) {
      input.at += input.left;
      return false;
    }
    const passed = Math.min(left, input.left);
    input.at += passed;
    left -= passed;
  }
  return true;
}

/** Consumes the rest of a truncated file, so that all of it counts as read. */
export function takeRest(input: Input): void {
  input.at += input.left;
}
