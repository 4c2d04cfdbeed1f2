import { once } from 'node:events';
import { createServer, type AddressInfo, type ListenOptions, type Server } from 'node:net';

// Each round of the event loop accepts one connection for each listening socket (libuv 1.45 and later). A
// burst of a thousand clients on one socket would wait for a thousand rounds.
const SOCKETS = 32;

/**
 * Listens on loopback with several sockets for one port, where the system can (Linux). The other sockets
 * pass their connections to the server. With port 0 the system chooses.
 *
 * @throws the system's error, such as EADDRINUSE
 */
export async function listenWidely(
  server: Server,
  port: number,
): Promise<{ port: number; closeOthers: () => void }> {
  // Sockets that share a port would share it with another process of the user too. This one does not, so
  // it finds out whether the port is free.
  const chosen = await listen(server, { port });
  if (process.platform !== 'linux') return { port: chosen, closeOthers: () => undefined };
  await new Promise((resolve) => server.close(resolve));
  const others = Array.from({ length: SOCKETS - 1 }, () =>
    createServer((socket) => server.emit('connection', socket)),
  );
  for (const each of [server, ...others]) await listen(each, { port: chosen, reusePort: true });
  return {
    port: chosen,
    closeOthers: () => {
      for (const each of others) each.close();
    },
  };
}

async function listen(server: Server, options: ListenOptions): Promise<number> {
  // A client that finds the backlog full retries only after a second.
  server.listen({ ...options, host: '127.0.0.1', backlog: 4096 });
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}
