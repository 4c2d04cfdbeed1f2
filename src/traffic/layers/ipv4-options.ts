const kind = {
  end: 0,
  noOperation: 1,
  recordRoute: 7,
  timestamp: 68,
  security: 130,
  looseRoute: 131,
  stream: 136,
  strictRoute: 137,
  routerAlert: 148,
};

/** The fewest bytes of an option by its kind; 2 for others. Source: RFC 791, RFC 1108, RFC 2113. */
const fewestBytes = new Map([
  [kind.recordRoute, 3],
  [kind.timestamp, 4],
  [kind.security, 3],
  [kind.looseRoute, 3],
  [kind.stream, 4],
  [kind.strictRoute, 3],
  [kind.routerAlert, 4],
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
