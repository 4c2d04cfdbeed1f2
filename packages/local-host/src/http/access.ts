import type { IncomingMessage } from 'node:http';
import { sameKey, type HostKeys } from './keys.ts';

/** Required key: none, a function's, the extension's, or the master key. */
export type AccessLevel = 'anonymous' | 'function' | 'system' | 'admin';

/** Result of a key check. `insufficient` means a valid key for something else. */
export type Access = 'granted' | 'unknown' | 'insufficient';

/** Checks the key of a request: the header `x-functions-key`, otherwise `code` in the query. */
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
