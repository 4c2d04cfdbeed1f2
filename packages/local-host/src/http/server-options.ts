import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Binding, FunctionApp, LogEntry } from '../model/function-app.ts';
import type { AccessLevel } from './access.ts';
import type { Cors } from './cors.ts';
import type { HostKeys } from './keys.ts';

/** A path prefix whose requests another part of the host answers. */
export interface Mount {
  /** For instance `/runtime/webhooks/durabletask`; letter case does not matter. */
  readonly prefix: string;
  /** Whose key it takes. A request without one gets 401, with a key for something else 403. */
  readonly access: AccessLevel;
  /** Answers the request, or returns `false`, and the server answers 404. */
  readonly handle: (
    request: IncomingMessage,
    response: ServerResponse,
    url: URL,
  ) => Promise<boolean>;
}

/** A request that was answered or aborted, for an access log. */
export interface RequestEntry {
  readonly method: string;
  /** Without the query, which may hold a key. */
  readonly path: string;
  /** 0 when the client disconnected before the answer. */
  readonly status: number;
  readonly durationMs: number;
}

/** How to serve an app. */
export interface HttpServerOptions {
  readonly app: FunctionApp;
  readonly keys: HostKeys;
  /** From host.json. */
  readonly routePrefix: string;
  /** From host.json; every answer carries them. */
  readonly customHeaders?: Readonly<Record<string, string>>;
  readonly mounts?: readonly Mount[];
  /** Which pages of other origins may call; none when absent. */
  readonly cors?: Cors;
  /** Lets HTTP functions be called without a key. The other paths need theirs all the same. */
  readonly noAuth?: boolean;
  /** Names besides those of loopback that a `Host` header may hold. */
  readonly hostNames?: readonly string[];
  /** How long a request may take to arrive, its body included; 300 when absent. */
  readonly requestTimeoutSeconds?: number;
  /** The largest request body, in bytes; by default that of the app's settings. */
  readonly maxRequestBytes?: number;
  /** Values for the inputs of HTTP functions beside the request: `durableClient` and so on. */
  readonly bindingData?: (request: IncomingMessage, binding: Binding) => unknown;
  readonly onRequest?: (entry: RequestEntry) => void;
  readonly onLog?: (entry: LogEntry) => void;
}
