import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';

export interface NotificationListener {
  url: string;
  /** The bodies received so far, oldest first. */
  received: readonly unknown[];
  close: () => Promise<void>;
}

/**
 * A receiver of notifications, as a chat or ticket system would be: takes JSON by POST,
 * and lists at GET what it received, oldest first.
 * @param statusFor the status to answer a notification with, once it resolves
 */
export async function startNotificationListener(
  port: number,
  statusFor: (body: unknown) => number | Promise<number> = () => 200,
): Promise<NotificationListener> {
  const received: unknown[] = [];
  const server = createServer((request, response) => {
    const answer = (status: number, body: unknown): void => {
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(body));
    };
    if (request.method === 'GET') {
      answer(200, received);
    } else if (request.method === 'POST') {
      json(request).then(
        async (body) => {
          received.push(body);
          answer(await statusFor(body), {});
        },
        () => answer(400, { error: 'The body is not JSON.' }),
      );
    } else {
      answer(405, { error: 'POST a notification, or GET those received.' });
    }
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${address.port}`,
    received,
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
