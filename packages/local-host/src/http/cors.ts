import type { IncomingMessage, ServerResponse } from 'node:http';
import { answerEmpty } from './answers.ts';

/** Origins whose pages may call the app, from `Host` in local.settings.json. */
export interface Cors {
  /** Origins such as `http://localhost:3000`, or `*` for all origins. */
  readonly origins: readonly string[];
  /** Whether calls may include cookies. */
  readonly credentials: boolean;
}

/**
 * Adds the headers that a browser needs before it gives a page of another origin the response.
 *
 * @returns true when the request was a preflight, which is then already answered
 */
export function answerCors(
  request: IncomingMessage,
  response: ServerResponse,
  cors: Cors,
): boolean {
  const { origin } = request.headers;
  if (origin === undefined || !isAllowed(origin, cors)) return false;
  const anyone = cors.origins.includes('*') && !cors.credentials;
  response.setHeader('access-control-allow-origin', anyone ? '*' : origin);
  if (!anyone) response.setHeader('vary', 'Origin');
  if (cors.credentials) response.setHeader('access-control-allow-credentials', 'true');

  const method = request.headers['access-control-request-method'];
  if (request.method !== 'OPTIONS' || method === undefined) return false;
  const headers = request.headers['access-control-request-headers'];
  answerEmpty(response, 204, {
    'access-control-allow-methods': method,
    ...(headers !== undefined && { 'access-control-allow-headers': headers }),
  });
  return true;
}

function isAllowed(origin: string, { origins }: Cors): boolean {
  return origins.includes('*') || origins.includes(origin.toLowerCase());
}
