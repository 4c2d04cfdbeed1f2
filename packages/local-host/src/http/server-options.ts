import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Binding, FunctionApp, LogEntry } from '../model/function-app.ts';
import type { AccessLevel } from './access.ts';
import type { HostKeys } from './keys.ts';

/** Requests under a path that another part of the host answers. */
export interface Mount {
  /** For instance `/runtime/webhooks/durabletask`; letter case does not matter. */
  readonly prefix: string;
  /** Which keys pass. Without one the server answers 401, with one for something else 403. */
  readonly access: AccessLevel;
  /** Answers, or gives back `false` without having answered: then it is 404. */
  readonly handle: (
    request: IncomingMessage,
    response: ServerResponse,
    url: URL,
  ) => Promise<boolean>;
}

/** What an access log may want to know of a request that was answered or broken off. */
export interface RequestEntry {
  readonly method: string;
  /** Without the query, since keys stand there. */
  readonly path: string;
  /** 0 when the client left before an answer. */
  readonly status: number;
  readonly durationMs: number;
}

/** What the server is made of. */
export interface HttpServerOptions {
  readonly app: FunctionApp;
  readonly keys: HostKeys;
  /** From host.json. */
  readonly routePrefix: string;
  /** From host.json; every answer carries them. */
  readonly customHeaders?: Readonly<Record<string, string>>;
  readonly mounts?: readonly Mount[];
  /** Values for the inputs of HTTP functions beside the request: `durableClient` and so on. */
  readonly bindingData?: (request: IncomingMessage, binding: Binding) => unknown;
  readonly onRequest?: (entry: RequestEntry) => void;
  readonly onLog?: (entry: LogEntry) => void;
}

/** The largest request body, in bytes: the Functions host's default. */
export const maxRequestBytes = 104_857_600;
