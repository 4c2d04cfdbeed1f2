import { InvalidArgumentError } from 'commander';

/** A filter of `POST /api/captures`. */
export type Filter = Record<string, string>;

/**
 * Parses `--filter "remotePort=443,protocol=TCP"`: the fields of one filter. Each `--filter` option adds
 * a filter.
 */
export function readFilter(text: string, before: readonly Filter[] = []): Filter[] {
  const pairs = text.split(',').map((pair) => pair.split('=').map((part) => part.trim()));
  for (const [name = '', value = '', ...rest] of pairs) {
    if (name === '' || value === '' || rest.length > 0) {
      throw new InvalidArgumentError(
        'It must be name=value pairs, such as remotePort=443,protocol=TCP.',
      );
    }
  }
  return [...before, Object.fromEntries(pairs) as Filter];
}

/** Parses a duration in seconds. */
export function readSeconds(text: string): number {
  if (/^[1-9]\d{0,5}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It must be a whole number of seconds from 1.');
}
