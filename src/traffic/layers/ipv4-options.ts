const kind = { end: 0, noOperation: 1, looseRoute: 131, strictRoute: 137 };

/** The fewest bytes of an option by its kind; 2 for others. Source: RFC 791, RFC 1108, RFC 2113. */
const fewestBytes = new Map([
  [7, 3],
  [68, 4],
  [130, 3],
  [131, 3],
  [136, 4],
  [137, 3],
  [148, 4],
]);

/** The options of an IPv4 header. */
export interface Ipv4Options {
  /** An option is too short for its kind or exceeds the header. Hosts drop such a packet. */
  isDamaged: boolean;
  /**
   * The last address of a source route that is not complete, one character per byte. It is the
   * destination; the header has the next hop.
   */
  endOfRoute?: string;
}

/** Reads the options between two positions. Source: RFC 791. */
export function readIpv4Options(bytes: Buffer, from: number, end: number): Ipv4Options {
  let endOfRoute: string | undefined;
  for (let at = from; at < end;) {
    const option = bytes.readUInt8(at);
    if (option === kind.end) break;
    if (option === kind.noOperation) {
      at += 1;
      continue;
    }
    const length = at + 1 < end ? bytes.readUInt8(at + 1) : 0;
    if (length < (fewestBytes.get(option) ?? 2) || at + length > end) return { isDamaged: true };
    const isRoute = option === kind.looseRoute || option === kind.strictRoute;
    if (isRoute && length >= 7 && bytes.readUInt8(at + 2) < length) {
      endOfRoute ??= bytes.toString('latin1', at + length - 4, at + length);
    }
    at += length;
  }
  return { isDamaged: false, ...(endOfRoute !== undefined && { endOfRoute }) };
}
