import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Invocation, InvocationResult } from '../model/function-app.ts';
import type { RequestPath } from './request-path.ts';
import type { RouteMatch } from './router.ts';

/** An HTTP request on its way to a function. */
export interface FunctionCall extends RouteMatch {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly path: RequestPath;
  /** As the client wrote it: `127.0.0.1:7071`. */
  readonly host: string;
  /** The largest request body, in bytes. */
  readonly maxRequestBytes: number;
  /** The rest of the invocation. */
  readonly invocation: Pick<Invocation, 'inputs' | 'onLog'>;
}

/** Makes the invocation. */
export type CallFunction = (invocation: Invocation) => Promise<InvocationResult>;

/** The headers of a request, each as one text. */
export function flatHeaders(headers: IncomingMessage['headers']): Record<string, string> {
  const flat: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) flat[name] = typeof value === 'string' ? value : value.join(', ');
  }
  return flat;
}
