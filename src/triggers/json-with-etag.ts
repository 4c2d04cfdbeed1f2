import { createHash } from 'node:crypto';
import type { HttpRequest, HttpResponseInit } from '@azure/functions';

/** Returns JSON, or 304 when the caller already has this version (RFC 9110, section 13.1.2). */
export function jsonWithEtag(request: HttpRequest, value: unknown): HttpResponseInit {
  const body = JSON.stringify(value);
  const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`;
  const headers = { etag, 'cache-control': 'private, no-cache' };
  const known = request.headers.get('if-none-match')?.split(',') ?? [];
  // A proxy that compresses makes a tag weak.
  if (known.some((tag) => tag.trim().replace(/^W\//, '') === etag)) return { status: 304, headers };
  return { headers: { ...headers, 'content-type': 'application/json' }, body };
}
