import type { Server } from 'node:http';
import { Duplex } from 'node:stream';

/** Connects to a server over streams in memory; gives the client's side. */
export function connectInMemory(server: Server): Duplex {
  const clientSide = new Side();
  server.emit('connection', clientSide.other);
  return clientSide;
}

/**
 * One side of a connection. Unlike those of `duplexPair` it waits for the other to read on only when much
 * is left to be read: a kept connection, where nobody reads between two requests, would stand still.
 */
class Side extends Duplex {
  readonly other: Side;
  #readOn: (() => void) | undefined;

  constructor(other?: Side) {
    super();
    this.other = other ?? new Side(this);
  }

  override _read(): void {
    const readOn = this.#readOn;
    this.#readOn = undefined;
    readOn?.();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    if (this.other.push(chunk)) done();
    else this.other.#readOn = done;
  }

  override _final(done: () => void): void {
    this.other.push(null);
    done();
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    process.nextTick(() => this.other.destroy());
    done(error);
  }

  // What an agent asks of a socket that it keeps; there is no network here to ask it of.
  setKeepAlive(): this {
    return this;
  }
  setNoDelay(): this {
    return this;
  }
  setTimeout(): this {
    return this;
  }
  ref(): this {
    return this;
  }
  unref(): this {
    return this;
  }
}
