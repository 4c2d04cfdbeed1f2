import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** Answer of the fake Azure Resource Manager. */
export interface FakeAnswer {
  status: number;
  body?: unknown;
  headers?: Record<string, string>;
}

/** A fake Azure Resource Manager that answers from a script and records the requests. */
export interface FakeArm {
  url: string;
  /** Requests as `METHOD last/part/of/path`; the path starts after the provider's name. */
  asked: string[];
  bodies: unknown[];
  close: () => Promise<void>;
}

/** Starts a server with answers by `METHOD path`, as in {@link FakeArm.asked}. Other requests get 404. */
export async function startFakeArm(
  answerTo: (asked: string) => FakeAnswer | undefined,
): Promise<FakeArm> {
  const asked: string[] = [];
  const bodies: unknown[] = [];
  const notFound = { error: { code: 'ResourceNotFound', message: 'It is not there.' } };
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      const line = lineOf(request);
      asked.push(line);
      bodies.push(body === '' ? undefined : JSON.parse(body));
      const answer = answerTo(line) ?? { status: 404, body: notFound };
      response.writeHead(answer.status, { 'content-type': 'application/json', ...answer.headers });
      response.end(answer.body === undefined ? undefined : JSON.stringify(answer.body));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    bodies,
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

function lineOf(request: IncomingMessage): string {
  const { pathname } = new URL(request.url ?? '/', 'http://localhost');
  const [, path = pathname] = pathname.split(/\/providers\/Microsoft\.\w+\//i);
  return `${request.method ?? ''} ${path}`;
}
