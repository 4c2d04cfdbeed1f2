import { globalAgent, type Server } from 'node:http';
import { Duplex } from 'node:stream';

const servers = new Map<number, Server>();
const connect = globalAgent.createConnection.bind(globalAgent);

/**
 * Lets clients in this process reach a server of ours over streams in memory, if they use Node's global
 * agent as the SDK's client does. It calls its host for whatever it does, and a listening socket takes
 * one connection in each round of the event loop: in a storm of alerts each would wait its turn.
 *
 * @returns what ends it
 */
export function shortenLoopback(port: number, server: Server): () => void {
  servers.set(port, server);
  globalAgent.createConnection = connectInMemory;
  return () => {
    servers.delete(port);
    if (servers.size === 0) globalAgent.createConnection = connect;
  };
}

const connectInMemory: typeof globalAgent.createConnection = (options, callback) => {
  const { host, port } = options;
  const server = host === '127.0.0.1' ? servers.get(Number(port)) : undefined;
  if (!server) return connect(options, callback);
  const clientSide = new Side();
  server.emit('connection', clientSide.other);
  return clientSide;
};

/**
 * One side of a connection. Unlike those of `duplexPair` it takes what is written without waiting for
 * the other to read on: a kept connection, where nobody reads between two requests, would stand still.
 */
class Side extends Duplex {
  readonly other: Side;

  constructor(other?: Side) {
    super();
    this.other = other ?? new Side(this);
  }

  override _read(): void {}

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.other.push(chunk);
    done();
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
