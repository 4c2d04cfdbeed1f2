import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';

export interface NotificationListener {
  url: string;
  /** The received bodies, oldest first. */
  received: readonly unknown[];
  close: () => Promise<void>;
}

/**
 * A receiver of notifications, like a chat or ticket system. POST accepts JSON; GET lists the received
 * notifications, oldest first.
 * @param statusFor returns the status of the response to a notification
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
