import { isIP } from 'node:net';
import { shorten } from '../alerts/shorten.ts';

/**
 * Packets that a capture keeps. An address or port field holds one value, one range `a-b`, or a list `a;b`,
 * never a range within a list. An absent field matches any value. Source: PacketCaptureFilter in
 * Microsoft.Network's networkWatcher.json.
 */
export interface CaptureFilter {
  protocol?: 'TCP' | 'UDP' | 'Any';
  localAddress?: string;
  localPort?: string;
  remoteAddress?: string;
  remotePort?: string;
}

/** Thrown for a filter that the service would refuse, or would accept and then capture nothing. */
export class FilterError extends Error {
  override readonly name = 'FilterError';
  readonly code = 'InvalidFilter';
}

/**
 * Converts a field of ports to the form that the service accepts.
 *
 * @throws {FilterError}
 */
export const readPorts = (text: string): string => readField(text, checkPort);

/**
 * Converts a field of IP addresses to the form that the service accepts.
 *
 * @throws {FilterError}
 */
export const readAddresses = (text: string): string => readField(text, checkAddress);

/**
 * Reads the name of a protocol.
 *
 * @throws {FilterError}
 */
export function readProtocol(text: string): NonNullable<CaptureFilter['protocol']> {
  const found = (['TCP', 'UDP', 'Any'] as const).find(
    (name) => name.toLowerCase() === text.trim().toLowerCase(),
  );
  if (found === undefined) throw new FilterError(`"${shorten(text, 60)}" is not TCP, UDP or Any`);
  return found;
}

/** Checks a value and returns a number for comparing values. */
type Check = (value: string) => bigint;

function readField(text: string, check: Check): string {
  // The service's own examples end a list with a semicolon.
  const values = text
    .replace(/;\s*$/, '')
    .split(';')
    .map((value) => value.trim());
  if (values.length === 1 && values[0]?.includes('-')) return readRange(values[0], check);
  const range = values.find((value) => value.includes('-'));
  if (range !== undefined) {
    throw new FilterError(
      `"${shorten(text, 60)}" has a range in a list; give one range a-b, or single values a;b`,
    );
  }
  for (const value of values) check(value);
  return values.join(';');
}

function readRange(text: string, check: Check): string {
  const bounds = text.split('-').map((bound) => bound.trim());
  const [from = '', to = ''] = bounds;
  if (bounds.length !== 2) throw new FilterError(`"${shorten(text, 60)}" is not a range a-b`);
  const [first, last] = [check(from), check(to)];
  if (isIP(from) !== isIP(to)) {
    throw new FilterError(`"${shorten(text, 60)}" mixes an IPv4 with an IPv6 address`);
  }
  if (first > last) throw new FilterError(`"${shorten(text, 60)}" ends before it begins`);
  return `${from}-${to}`;
}

function checkPort(value: string): bigint {
  if (!/^\d{1,5}$/.test(value) || Number(value) > 65_535) {
    throw new FilterError(`"${shorten(value, 60)}" is not a port from 0 to 65535`);
  }
  return BigInt(value);
}

function checkAddress(value: string): bigint {
  switch (isIP(value)) {
    case 4:
      return value.split('.').reduce((sum, part) => sum * 256n + BigInt(part), 0n);
    case 6:
      // A zone identifies an interface of one machine and has no meaning elsewhere.
      if (!value.includes('%')) return ipv6Number(value);
  }
  throw new FilterError(`"${shorten(value, 60)}" is not an IP address${hintFor(value)}`);
}

function hintFor(value: string): string {
  if (value.includes('/')) return '; the service takes a range a-b, not a block a/n';
  if (/^\d+(?:\.\d+){0,2}$/.test(value)) return '; an IPv4 address has four numbers';
  return '';
}

/**
 * Number of an IPv6 address. `URL` writes the address in its shortest form, with hexadecimal groups only.
 */
function ipv6Number(address: string): bigint {
  const shortest = new URL(`http://[${address}]`).hostname.slice(1, -1);
  const [left = [], right = []] = shortest
    .split('::')
    .map((half) => (half === '' ? [] : half.split(':')));
  const zeros = Array<string>(8 - left.length - right.length).fill('0');
  return [...left, ...zeros, ...right].reduce(
    (sum, group) => sum * 65_536n + BigInt(`0x${group}`),
    0n,
  );
}
