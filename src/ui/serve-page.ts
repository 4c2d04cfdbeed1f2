import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import type { HttpRequest, HttpResponseInit } from '@azure/functions';
import { assetFiles } from './asset-files.ts';

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** Content security policy: nothing from other origins, nothing inline, no framing. */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
].join('; ');

const headers = {
  'content-security-policy': policy,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'cache-control': 'no-cache',
};

interface Asset {
  body: Buffer;
  type: string;
  etag: string;
}

let loaded: Promise<Map<string, Asset>> | undefined;

/**
 * `GET /api/ui/{*path}`: the files of the capture page. They contain no data, so they need no key. The
 * page reads its data with the key in a header.
 */
export async function servePage(request: HttpRequest): Promise<HttpResponseInit> {
  const path = request.params.path ?? '';
  if (path === '' && new URL(request.url).pathname.endsWith('/')) {
    // The page's relative URLs require a path without the slash.
    return { status: 308, headers: { location: '../ui', 'cache-control': 'no-cache' } };
  }
  const asset = (await (loaded ??= load())).get(path || 'index.html');
  if (asset === undefined) return { status: 404, headers };
  const { body, type, etag } = asset;
  if (request.headers.get('if-none-match')?.includes(etag)) {
    return { status: 304, headers: { ...headers, etag } };
  }
  return { headers: { ...headers, etag, 'content-type': type }, body };
}

async function load(): Promise<Map<string, Asset>> {
  const assets = assetFiles().map(async ({ name, path, suffix = '' }): Promise<[string, Asset]> => {
    const body = Buffer.concat([await readFile(path), Buffer.from(suffix)]);
    const hash = createHash('sha256').update(body).digest('base64url').slice(0, 22);
    return [name, { body, type: types[extname(name)] ?? 'text/plain', etag: `"${hash}"` }];
  });
  return new Map(await Promise.all(assets));
}
