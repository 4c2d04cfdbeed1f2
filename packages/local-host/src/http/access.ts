import type { IncomingMessage } from 'node:http';
import { sameKey, type HostKeys } from './keys.ts';

/** Who may call: anyone, holders of a function's key, of the extension's, of the master key. */
export type AccessLevel = 'anonymous' | 'function' | 'system' | 'admin';

/** Whether a request may pass; `insufficient` is a good key for something else. */
export type Access = 'granted' | 'unknown' | 'insufficient';

/** Checks the key of a request: the header `x-functions-key`, else the query's `code`. */
export function checkAccess(
  level: AccessLevel,
  request: IncomingMessage,
  query: URLSearchParams,
  keys: HostKeys,
): Access {
  if (level === 'anonymous') return 'granted';
  const presented = request.headers['x-functions-key'] || query.get('code');
  if (typeof presented !== 'string' || presented === '') return 'unknown';
  if (sameKey(presented, keys.master)) return 'granted';
  const holder = (['function', 'system'] as const).find((name) => sameKey(presented, keys[name]));
  if (holder === level) return 'granted';
  return holder ? 'insufficient' : 'unknown';
}
