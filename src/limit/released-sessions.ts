import { sessionHash } from '../captures/session-list.ts';

/**
 * Sessions that were given back, and when: pairs of a name's hash and epoch ms, in base64. They stand in the
 * slots' state, which is read and written whole in each call, and after a storm they are a thousand.
 */
export type ReleasedSessions = string;

export const noneReleased: ReleasedSessions = '';

/** @param at in ISO 8601 UTC */
export function addReleased(
  released: ReleasedSessions,
  session: string,
  at: string,
): ReleasedSessions {
  return encode([...decode(released), sessionHash(session), Date.parse(at)]);
}

/** The hashes of those given back at a time or after it. @param time in ISO 8601 UTC */
export function releasedSince(released: ReleasedSessions, time: string): number[] {
  return pairsSince(released, time).map(([hash]) => hash);
}

/** Leaves out those given back before a time. @param time in ISO 8601 UTC */
export function forgetReleased(released: ReleasedSessions, time: string): ReleasedSessions {
  const [, first = Infinity] = decode(released);
  return first >= Date.parse(time) ? released : encode(pairsSince(released, time).flat());
}

function pairsSince(released: ReleasedSessions, time: string): [hash: number, at: number][] {
  const since = Date.parse(time);
  const numbers = decode(released);
  const pairs: [hash: number, at: number][] = [];
  for (let index = 0; index < numbers.length; index += 2) {
    const [hash = 0, at = 0] = numbers.subarray(index, index + 2);
    if (at >= since) pairs.push([hash, at]);
  }
  return pairs;
}

const encode = (numbers: readonly number[]): ReleasedSessions =>
  Buffer.from(Float64Array.from(numbers).buffer).toString('base64');

const decode = (released: ReleasedSessions): Float64Array =>
  new Float64Array(Uint8Array.from(Buffer.from(released, 'base64')).buffer);
