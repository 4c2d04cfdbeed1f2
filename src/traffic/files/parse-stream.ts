/** The bytes of a file that are at hand. */
export class Input {
  bytes: Buffer = Buffer.alloc(0);
  /** Position of the next byte in `bytes`. */
  at = 0;
  /** Position in the file of the first of `bytes`. */
  #base = 0;

  constructor(offset = 0) {
    this.#base = offset;
  }

  /** Position of the next byte in the file. */
  get offset(): number {
    return this.#base + this.at;
  }

  /** How many bytes are at hand. */
  get left(): number {
    return this.bytes.length - this.at;
  }

  /** Puts more bytes behind those that are left. */
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
 * Reads a binary format from an {@link Input}. Yields how many bytes it needs where fewer are at
 * hand, and is given whether they are there now; they are not only where the file ends.
 */
export type Parser<R> = Generator<number, R, boolean>;

/**
 * Runs a parser over a stream, and yields after each chunk, so that what the parser gave can be
 * taken before more is read. Holds no more than what the parser needs next, and a chunk.
 *
 * @returns what the parser returns, and how far it read.
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
      held.push(chunk);
      heldBytes += chunk.byteLength;
      if (input.left + heldBytes < step.value) continue;
      input.append(held);
      held = [];
      heldBytes = 0;
      while (!step.done && input.left >= step.value) step = parser.next(true);
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

/** Passes over so many bytes without holding them; returns whether they were there. */
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

/** Takes what is left where a file ends too early, so that all of it counts as read. */
export function takeRest(input: Input): void {
  input.at += input.left;
}
