import { currentKey } from './key.js';

const root = new URL('../', import.meta.url);
const timeoutMs = 20_000;

/** An unexpected response. The message is shown to the user. */
export class ApiError extends Error {
  /**
   * @param {number} status 0 when there was no response
   * @param {string} message
   * @param {string} [kind] of the problem document
   */
  constructor(status, message, kind = '') {
    super(message);
    this.status = status;
    this.kind = kind;
  }
}

/**
 * @param {string} path below `/api/`
 * @param {RequestInit} [init]
 */
async function call(path, init = {}) {
  const headers = new Headers(init.headers);
  const key = currentKey();
  if (key) headers.set('x-functions-key', key);
  let response;
  try {
    response = await fetch(new URL(path, root), { ...init, headers, cache: 'no-store' });
  } catch (error) {
    const isLate = error instanceof DOMException && error.name === 'TimeoutError';
    throw new ApiError(0, isLate ? 'No answer came within 20 s.' : 'No connection was made.');
  }
  if (response.ok || response.status === 304) return response;
  const problem = await response.json().catch(() => ({}));
  const errors = (problem.errors ?? []).map(
    (/** @type {{ field: string, expected: string, got?: string }} */ { field, expected, got }) =>
      `${field} must be ${expected}${got ? `; it is ${got}` : ''}.`,
  );
  const text = [
    problem.detail,
    ...errors.filter((/** @type {string} */ each) => !problem.detail?.includes(each.split(';')[0])),
  ]
    .filter(Boolean)
    .join(' ');
  const kind = String(problem.type ?? '')
    .split(':')
    .at(-1);
  throw new ApiError(response.status, text || `The app answered ${response.status}.`, kind);
}

/** @type {Map<string, { etag: string, value: any }>} */
const known = new Map();

/**
 * Reads a JSON document. An unchanged document is not sent again, and the same object is returned.
 * @param {string} path
 * @returns {Promise<any>}
 */
export async function read(path) {
  const before = known.get(path);
  const response = await call(path, {
    signal: AbortSignal.timeout(timeoutMs),
    ...(before && { headers: { 'if-none-match': before.etag } }),
  });
  if (response.status === 304) return before?.value;
  const value = await response.json();
  const etag = response.headers.get('etag');
  if (etag) known.set(path, { etag, value });
  if (known.size > 50) known.delete(known.keys().next().value ?? '');
  return value;
}

/** @param {string} path @param {string} [method] @returns {Promise<any>} */
export async function send(path, method = 'POST') {
  const response = await call(path, { method, signal: AbortSignal.timeout(timeoutMs) });
  return response.json().catch(() => undefined);
}

/**
 * Saves a file. It is fetched with the key in a header, so no URL contains the key.
 * @param {string} path
 * @param {(bytes: number) => void} [onProgress]
 */
export async function save(path, onProgress) {
  const response = await call(path);
  const [, name = 'capture'] =
    /filename="([^"]*)"/.exec(response.headers.get('content-disposition') ?? '') ?? [];
  let bytes = 0;
  const counted = response.body?.pipeThrough(
    new TransformStream({
      transform(chunk, controller) {
        bytes += chunk.byteLength;
        onProgress?.(bytes);
        controller.enqueue(chunk);
      },
    }),
  );
  saveBlob(await new Response(counted).blob(), name);
}

/** @param {Blob} blob @param {string} name */
export function saveBlob(blob, name) {
  const url = URL.createObjectURL(blob);
  Object.assign(document.createElement('a'), { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
