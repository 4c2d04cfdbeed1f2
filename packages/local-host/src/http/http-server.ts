import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { HostError } from '../model/host-error.ts';
import { connectionLimit } from './connection-limit.ts';
import { fetchThroughStream } from './in-process-fetch.ts';
import { listenWidely } from './listen-widely.ts';
import { createRequestHandler } from './request-handler.ts';
import type { HttpServerOptions } from './server-options.ts';

/** The host's web server. */
export interface HttpServer {
  /** `http://127.0.0.1:PORT` while the server listens, otherwise `undefined`. */
  readonly url: string | undefined;
  /** True while requests wait for others to end, because the app may run no more at once. */
  readonly areRequestsWaiting: boolean;
  /**
   * Listens on loopback. With port 0, the default, the system chooses.
   *
   * @returns the URL
   */
  listen(port?: number): Promise<string>;
  /** Answers a request without a socket. The server need not listen. */
  handle(request: Request): Promise<Response>;
  /**
   * Accepts no more requests, waits for running ones, and aborts those that still run after the grace
   * period (10 s by default).
   */
  close(options?: { graceSeconds?: number }): Promise<void>;
}

/**
 * Serves an app's HTTP functions and the mounts, as the Functions host does.
 *
 * @throws HostError `route-invalid`, `setting-invalid`
 */
export function createHttpServer(options: HttpServerOptions): HttpServer {
  const handler = createRequestHandler(options);
  const running = new Set<Promise<void>>();
  let closing = false;

  const requestTimeout = (options.requestTimeoutSeconds ?? 300) * 1000;
  const timeouts = {
    requestTimeout,
    headersTimeout: Math.min(60_000, requestTimeout),
    connectionsCheckingInterval: Math.min(30_000, requestTimeout),
  };
  const server = createServer(timeouts, (request: IncomingMessage, response: ServerResponse) => {
    if (closing) response.setHeader('connection', 'close');
    const work = handler.handle(request, response).finally(() => running.delete(work));
    running.add(work);
  });
  const limit = connectionLimit();
  let open = 0;
  let warnAt = 0;
  // Not `maxConnections`, which counts only the connections of one listening socket.
  server.prependListener('connection', (socket: Socket) => {
    if (!(socket instanceof Socket)) return;
    open += 1;
    socket.once('close', () => (open -= 1));
    if (limit === undefined || open <= limit) return;
    socket.destroy();
    if (performance.now() < warnAt) return;
    warnAt = performance.now() + 60_000;
    const message =
      `${limit} connections are open, half of the open files that this process may have. More are ` +
      'closed at once. Raise the limit (ulimit -n) if so many clients are expected.';
    options.onLog?.({ level: 'warning', category: 'system', message });
  });
  // Longer than clients keep idle connections, so that they do not reuse a closing one.
  server.keepAliveTimeout = 130_000;

  const allDone = async () => {
    while (running.size > 0) await Promise.all(running);
  };
  let url: string | undefined;
  let closeOthers = (): void => undefined;

  return {
    get url() {
      return url;
    },
    get areRequestsWaiting() {
      return handler.areWaiting;
    },
    async listen(port = 0) {
      const listening = await listenWidely(server, port);
      closeOthers = listening.closeOthers;
      return (url = `http://127.0.0.1:${listening.port}`);
    },
    async handle(request) {
      if (closing) throw new HostError('server-closed', 'The host has been stopped.');
      return fetchThroughStream(server, request);
    },
    async close({ graceSeconds = 10 } = {}) {
      closing = true;
      const closed = new Promise((resolve) => server.close(resolve));
      closeOthers();
      const graceOver = Promise.withResolvers<undefined>();
      const timer = setTimeout(graceOver.resolve, graceSeconds * 1000, undefined);
      await Promise.race([allDone(), graceOver.promise]);
      clearTimeout(timer);
      server.closeAllConnections();
      await closed;
      url = undefined;
    },
  };
}
