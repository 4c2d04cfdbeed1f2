const root = new URL('../', import.meta.url);
const storageName = 'alert-capture-key';

/** An answer that is not what was asked for; its message is for the one who looks at the page. */
export class ApiError extends Error {
  /**
   * @param {number} status
   * @param {string} message
   */
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

/**
 * Takes the key out of the address, where a link or a bookmark had it, and keeps it for this tab: in
 * the address it would stand in the history, and be sent along.
 */
export function takeKeyFromAddress() {
  const url = new URL(location.href);
  const fragment = /^#code=([^&]+)/.exec(url.hash);
  const code = url.searchParams.get('code') ?? (fragment && decodeURIComponent(fragment[1] ?? ''));
  if (!code) return;
  keepKey(code);
  url.searchParams.delete('code');
  history.replaceState(null, '', url.pathname + url.search + (fragment ? '' : url.hash));
}

/** @param {string} key */
export const keepKey = (key) => sessionStorage.setItem(storageName, key);

export const forgetKey = () => sessionStorage.removeItem(storageName);

/**
 * @param {string} path below `/api/`
 * @param {RequestInit} [init]
 */
async function call(path, init = {}) {
  const headers = new Headers(init.headers);
  const key = sessionStorage.getItem(storageName);
  if (key) headers.set('x-functions-key', key);
  let response;
  try {
    response = await fetch(new URL(path, root), { ...init, headers, cache: 'no-store' });
  } catch {
    throw new ApiError(0, 'The app does not answer.');
  }
  if (response.ok || response.status === 304) return response;
  const problem = await response.json().catch(() => ({}));
  const words = [problem.title, problem.detail].filter(Boolean).join('. ');
  throw new ApiError(response.status, words || `The app answered ${response.status}.`);
}

/** @type {Map<string, { etag: string, value: any }>} */
const known = new Map();

/**
 * Reads a JSON document; one that has not changed is not sent again, and is the same object.
 * @param {string} path
 * @returns {Promise<any>}
 */
export async function read(path) {
  const before = known.get(path);
  const response = await call(path, before && { headers: { 'if-none-match': before.etag } });
  if (response.status === 304) return before?.value;
  const value = await response.json();
  const etag = response.headers.get('etag');
  if (etag) known.set(path, { etag, value });
  if (known.size > 50) known.delete(known.keys().next().value ?? '');
  return value;
}

/** @param {string} path */
export const send = (path) => call(path, { method: 'POST' });

/**
 * Saves a file. It is fetched with the key in a header, so that no link has it.
 * @param {string} path
 * @param {(bytes: number) => void} onProgress
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
        onProgress(bytes);
        controller.enqueue(chunk);
      },
    }),
  );
  const url = URL.createObjectURL(await new Response(counted).blob());
  const link = Object.assign(document.createElement('a'), { href: url, download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
