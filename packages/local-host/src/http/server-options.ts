import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Binding, FunctionApp, LogEntry } from '../model/function-app.ts';
import type { AccessLevel } from './access.ts';
import type { Cors } from './cors.ts';
import type { HostKeys } from './keys.ts';

/** A path prefix that another part of the host serves. */
export interface Mount {
  /** For example `/runtime/webhooks/durabletask`. Letter case does not matter. */
  readonly prefix: string;
  /** The key that requests need. A request without a key gets 401, one with a key for something else 403. */
  readonly access: AccessLevel;
  /** Answers the request. When it returns `false`, the server responds with 404. */
  readonly handle: (
    request: IncomingMessage,
    response: ServerResponse,
    url: URL,
  ) => Promise<boolean>;
}

/** A completed or aborted request, for an access log. */
export interface RequestEntry {
  readonly method: string;
  /** The path without the query, which may contain a key. */
  readonly path: string;
  /** 0 when the client disconnected before the answer. */
  readonly status: number;
  readonly durationMs: number;
}

/** Options of the HTTP server. */
export interface HttpServerOptions {
  readonly app: FunctionApp;
  readonly keys: HostKeys;
  /** From host.json. */
  readonly routePrefix: string;
  /** From host.json. Added to every response. */
  readonly customHeaders?: Readonly<Record<string, string>>;
  /** From host.json. Maximum number of functions that handle a request at the same time. No limit when absent. */
  readonly maxConcurrentRequests?: number;
  readonly mounts?: readonly Mount[];
  /** Origins whose pages may call the app. None when absent. */
  readonly cors?: Cors;
  /** Allows calls of HTTP functions without a key. Other paths still need their keys. */
  readonly noAuth?: boolean;
  /** Names that a `Host` header may hold in addition to loopback. */
  readonly hostNames?: readonly string[];
  /** Time limit in seconds for receiving a request with its body. Default 300. */
  readonly requestTimeoutSeconds?: number;
  /** Maximum size of a request body in bytes. Defaults to the value from the app's settings. */
  readonly maxRequestBytes?: number;
  /** Values of an HTTP function's other inputs, such as `durableClient`. */
  readonly bindingData?: (request: IncomingMessage, binding: Binding) => unknown;
  readonly onRequest?: (entry: RequestEntry) => void;
  readonly onLog?: (entry: LogEntry) => void;
}
