/**
 * The names of a watcher's sessions: a hash of 32 bits each, in base64. The list stands in a history twice
 * for each time it was asked for; with the names themselves, some thousand sessions would be too much for
 * a message of the task hub. Two names with the same hash, one pair in 4,000,000,000, count as
 * one session.
 */
export type SessionList = string;

/** Lists sessions by their names, whose letter case does not matter. */
export function sessionList(names: readonly string[]): SessionList {
  return Buffer.from(Uint32Array.from(names, sessionHash).buffer).toString('base64');
}

/** How many of the listed sessions have none of these hashes. */
export function countOthers(list: SessionList, known: ReadonlySet<number>): number {
  return hashesOf(list).filter((one) => !known.has(one)).length;
}

export function isListed(list: SessionList, name: string): boolean {
  return hashesOf(list).includes(sessionHash(name));
}

function hashesOf(list: SessionList): Uint32Array {
  const bytes = Uint8Array.from(Buffer.from(list, 'base64'));
  return new Uint32Array(bytes.buffer);
}

/** What stands for a session's name in a list: FNV-1a of its code points, less their letter case. */
export function sessionHash(name: string): number {
  let value = 0x811c9dc5;
  for (const letter of name.toLowerCase()) {
    value = Math.imul(value ^ (letter.codePointAt(0) ?? 0), 0x01000193);
  }
  return value >>> 0;
}
