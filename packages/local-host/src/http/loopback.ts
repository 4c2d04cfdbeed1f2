import { globalAgent, type Server } from 'node:http';
import { connectInMemory } from './memory-connection.ts';

const servers = new Map<number, Server>();
const connect = globalAgent.createConnection.bind(globalAgent);

/**
 * Lets clients in this process reach a server of ours over streams in memory, if they use Node's global
 * agent, as the SDK's client in a bundle does (`durable-api/sdk-client.ts` answers any other). It calls
 * its host for whatever it does, and a listening socket takes one connection in each round of the event
 * loop: in a storm of alerts each would wait its turn.
 *
 * @returns what ends it
 */
export function shortenLoopback(port: number, server: Server): () => void {
  servers.set(port, server);
  globalAgent.createConnection = connectHere;
  return () => {
    servers.delete(port);
    if (servers.size === 0) globalAgent.createConnection = connect;
  };
}

const connectHere: typeof globalAgent.createConnection = (options, callback) => {
  const { host, port } = options;
  const server = host === '127.0.0.1' ? servers.get(Number(port)) : undefined;
  return server ? connectInMemory(server) : connect(options, callback);
};
