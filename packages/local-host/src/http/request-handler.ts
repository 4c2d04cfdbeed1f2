import type { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { stackOf } from '../model/host-error.ts';
import { checkAccess, type AccessLevel } from './access.ts';
import { adminMounts } from './admin.ts';
import { answerEmpty, answerHtml, answerText } from './answers.ts';
import { requestBodyLimit } from './body-limit.ts';
import { callBuffered } from './buffered-call.ts';
import { ConcurrencyLimit } from './concurrency-limit.ts';
import { answerCors } from './cors.ts';
import type { CallFunction, FunctionCall } from './function-call.ts';
import { homePage } from './home-page.ts';
import { checkHost } from './host-header.ts';
import { parseRequestPath, type RequestPath } from './request-path.ts';
import { createRouter } from './router.ts';
import type { HttpServerOptions, Mount } from './server-options.ts';
import { callStreamed } from './streamed-call.ts';

/** Handles requests for the home page, the mounts, and the app's HTTP functions. */
export interface RequestHandler {
  /** True while requests wait for others to end, because the app may run no more at once. */
  readonly areWaiting: boolean;
  /** Settles when the function has ended and the response is sent or aborted. Never rejects. */
  handle(request: IncomingMessage, response: ServerResponse): Promise<void>;
}

/** @throws HostError `route-invalid`, `setting-invalid` */
export function createRequestHandler(options: HttpServerOptions): RequestHandler {
  const { app, keys, routePrefix, customHeaders = {}, hostNames, onLog } = options;
  const maxRequestBytes = options.maxRequestBytes ?? requestBodyLimit();
  const route = createRouter(app.functions.values(), routePrefix);
  // The requests of running functions to the mounts do not count, or functions would wait for themselves.
  const concurrency = new ConcurrencyLimit(options.maxConcurrentRequests ?? Infinity);
  const mounts = [...adminMounts(app, routePrefix), ...(options.mounts ?? [])];

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<unknown> {
    const path = parseRequestPath(request.url ?? '/');
    const { host = 'localhost', 'content-length': length } = request.headers;
    const hostCheck = checkHost(host, hostNames);
    const isRepeated = (request.headersDistinct['host']?.length ?? 0) > 1;
    if (hostCheck === 'malformed' || isRepeated) return answerEmpty(response, 400);
    // A request without a socket comes from this process, which may use any name.
    if (hostCheck === 'foreign' && request.socket instanceof Socket) {
      return answerText(response, foreignHost(host), 403);
    }
    if (!path) return answerEmpty(response, 404);
    if (options.cors && answerCors(request, response, options.cors)) return undefined;
    if (Number(length ?? 0) > maxRequestBytes) {
      return answerEmpty(response, 500, { connection: 'close' });
    }
    if (path.decoded === '/' && isRead(request) && !route('GET', '/')) {
      return answerHtml(response, homePage(app.functions.values(), routePrefix));
    }
    const mount = mounts.find(({ prefix }) => isUnder(prefix, path.decoded));
    if (mount) return answerMount(mount, request, response, path, host);
    return answerFunction(request, response, path, host);
  }

  async function answerMount(
    mount: Mount,
    request: IncomingMessage,
    response: ServerResponse,
    path: RequestPath,
    host: string,
  ): Promise<unknown> {
    const access = checkAccess(mount.access, request, path.query, keys);
    if (access === 'unknown') return answerEmpty(response, 401, { 'www-authenticate': 'Bearer' });
    if (access === 'insufficient') return answerEmpty(response, 403);
    const url = new URL(`http://${host}${path.encoded}`);
    const handled = await mount.handle(request, response, url);
    return handled || answerEmpty(response, 404);
  }

  async function answerFunction(
    request: IncomingMessage,
    response: ServerResponse,
    path: RequestPath,
    host: string,
  ): Promise<unknown> {
    const found = route(request.method ?? 'GET', path.decoded);
    if (!found) return answerEmpty(response, 404);
    const level = (found.fn.trigger['authLevel'] ?? 'function') as AccessLevel;
    const isOpen = options.noAuth === true;
    if (!isOpen && checkAccess(level, request, path.query, keys) !== 'granted') {
      return answerEmpty(response, 401);
    }
    const inputs: Record<string, unknown> = {};
    for (const binding of found.fn.inputs) {
      inputs[binding.name] = options.bindingData?.(request, binding);
    }
    const call: FunctionCall = {
      ...found,
      ...{ request, response, path, host, maxRequestBytes },
      invocation: { inputs, onLog },
    };
    const invoke: CallFunction = (invocation) => app.invoke(found.fn.name, invocation);
    const { httpServer } = found.fn;
    return concurrency.run(() =>
      httpServer ? callStreamed(call, invoke, httpServer) : callBuffered(call, invoke),
    );
  }

  return {
    get areWaiting() {
      return concurrency.isExceeded;
    },
    async handle(request, response) {
      const startedAt = performance.now();
      const closed = Promise.withResolvers<undefined>();
      if (response.closed) closed.resolve(undefined);
      response.once('close', () => {
        closed.resolve(undefined);
        options.onRequest?.({
          method: request.method ?? '',
          path: withoutQuery(request.url),
          status: response.headersSent ? response.statusCode : 0,
          durationMs: performance.now() - startedAt,
        });
      });
      for (const [name, value] of Object.entries(customHeaders)) response.setHeader(name, value);
      try {
        await answer(request, response);
      } catch (error) {
        const clientLeft = response.destroyed;
        const message = `${request.method} ${withoutQuery(request.url)}: ${stackOf(error)}`;
        if (!clientLeft) onLog?.({ level: 'error', category: 'system', message });
        answerEmpty(response, 500);
      }
      await closed.promise;
    },
  };
}

function foreignHost(host: string): string {
  return `"${host}" is not a name of this host. To allow it, start the host with --host-name.\n`;
}

function isRead({ method }: IncomingMessage): boolean {
  return method === 'GET' || method === 'HEAD';
}

/** Removes the query, which may hold a key and must not be logged. */
function withoutQuery(target = ''): string {
  return target.replace(/\?.*/s, '');
}

function isUnder(prefix: string, path: string): boolean {
  const start = path.slice(0, prefix.length + 1).toLowerCase();
  const wanted = prefix.toLowerCase();
  return start === wanted || start === `${wanted}/`;
}
