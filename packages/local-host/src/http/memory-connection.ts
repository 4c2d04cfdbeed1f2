import type { Server } from 'node:http';
import { Duplex } from 'node:stream';

/** Connects to a server over in-memory streams. Returns the client's side. */
export function connectInMemory(server: Server): Duplex {
  const clientSide = new Side();
  server.emit('connection', clientSide.other);
  return clientSide;
}

/**
 * One side of a connection. Unlike `duplexPair`, a write waits for the other side only when that side's
 * read buffer is full. Otherwise a kept-alive connection would block, because nothing reads from it
 * between two requests.
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

  // An HTTP agent calls these methods on a socket that it keeps. They do nothing here.
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
