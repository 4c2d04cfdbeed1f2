import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Invocation, InvocationResult } from '../model/function-app.ts';
import type { RequestPath } from './request-path.ts';
import type { RouteMatch } from './router.ts';

/** An HTTP request for a function. */
export interface FunctionCall extends RouteMatch {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly path: RequestPath;
  /** The `Host` header that the client sent, for example `127.0.0.1:7071`. */
  readonly host: string;
  /** Maximum size of the request body in bytes. */
  readonly maxRequestBytes: number;
  /** Further properties of the invocation. */
  readonly invocation: Pick<Invocation, 'inputs' | 'onLog'>;
}

/** Runs the invocation. */
export type CallFunction = (invocation: Invocation) => Promise<InvocationResult>;

/** Headers of a request, each as one string. */
export function flatHeaders(headers: IncomingMessage['headers']): Record<string, string> {
  const flat: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) flat[name] = typeof value === 'string' ? value : value.join(', ');
  }
  return flat;
}
