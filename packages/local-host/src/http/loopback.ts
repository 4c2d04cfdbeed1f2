import { globalAgent, type Server } from 'node:http';
import { duplexPair, type Duplex } from 'node:stream';

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
  const [clientSide, serverSide] = duplexPair();
  server.emit('connection', serverSide);
  return Object.assign(clientSide, asSocket(clientSide));
};

/** What an agent asks of a socket that it keeps; there is no network here to ask it of. */
function asSocket(stream: Duplex) {
  const same = () => stream;
  return { setKeepAlive: same, setNoDelay: same, setTimeout: same, ref: same, unref: same };
}
