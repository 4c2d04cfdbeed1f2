import { isIPv4, isIPv6 } from 'node:net';

/** The values that a filter field accepts: a list of values, or a range. */
export type FieldTest<T> =
  | { readonly kind: 'any' }
  | { readonly kind: 'values'; readonly values: readonly T[] }
  | { readonly kind: 'range'; readonly from: T; readonly to: T };

/**
 * Parses a port field: one value, one range `a-b`, or a list with `;`, not mixed. Empty means any.
 * @throws {SyntaxError} with the expected form.
 */
export function parsePortField(text: string): FieldTest<number> {
  return parseField(text, (part) => {
    const port = Number(part);
    if (!/^\d{1,5}$/.test(part) || port > 65535) {
      throw new SyntaxError(`'${part}' is not a port (0 to 65535)`);
    }
    return port;
  });
}

/**
 * Parses an IP address field, with the same syntax as ports. Addresses become numbers for the
 * comparison with a range.
 * @throws {SyntaxError} with the expected form.
 */
export function parseAddressField(text: string): FieldTest<bigint> {
  return parseField(text, (part) => {
    if (!isIPv4(part) && !isIPv6(part)) throw new SyntaxError(`'${part}' is not an IP address`);
    return addressNumber(part);
  });
}

/** True if the value passes the test. */
export function meets<T extends number | bigint>(test: FieldTest<T>, value: T): boolean {
  if (test.kind === 'any') return true;
  if (test.kind === 'values') return test.values.includes(value);
  return value >= test.from && value <= test.to;
}

/** An IPv4 address as its 32-bit number, an IPv6 one as its 128-bit number plus 2^128. */
export function addressNumber(address: string): bigint {
  if (isIPv4(address)) {
    return address.split('.').reduce((sum, part) => sum * 256n + BigInt(part), 0n);
  }
  const [head = '', tail = ''] = new URL(`http://[${address}]`).hostname.slice(1, -1).split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail === '' ? [] : tail.split(':');
  const groups = [...left, ...Array<string>(8 - left.length - right.length).fill('0'), ...right];
  return groups.reduce((sum, group) => sum * 65536n + BigInt(`0x${group}`), 1n);
}

function parseField<T extends number | bigint>(
  text: string,
  read: (part: string) => T,
): FieldTest<T> {
  if (text === '') return { kind: 'any' };
  const hasList = text.includes(';');
  const hasRange = text.includes('-');
  if (hasList && hasRange) {
    throw new SyntaxError(
      `'${text}' mixes a list and a range; give one range a-b, or values with ';'`,
    );
  }
  if (!hasRange) return { kind: 'values', values: text.split(';').map(read) };
  const bounds = text.split('-').map(read);
  const [from, to] = bounds;
  if (bounds.length !== 2 || from === undefined || to === undefined) {
    throw new SyntaxError(`'${text}' holds more than one range; only one is allowed`);
  }
  if (from > to) throw new SyntaxError(`'${text}' ends before it begins`);
  return { kind: 'range', from, to };
}
