/** The parts of a DNS message that show whether a query was answered. */
export interface DnsMessage {
  id: number;
  isResponse: boolean;
  /** 0 for no error. */
  responseCode: number;
  /** Queried name in its usual notation; absent when it was not captured. */
  name?: string;
  /** Number of bytes of that name. */
  nameBytes?: number;
}

const headerBytes = 12;
/** The identification and the flags. */
const fewestBytes = 4;
const longestLabel = 63;

/**
 * Reads a complete or truncated DNS message; undefined without its flags. Source: RFC 1035, section 4.
 */
export function readDns(bytes: Buffer): DnsMessage | undefined {
  if (bytes.length < fewestBytes) return undefined;
  const flags = bytes.readUInt16BE(2);
  const hasName = bytes.length > headerBytes && bytes.readUInt16BE(4) > 0;
  const name = hasName ? readName(bytes) : undefined;
  return {
    id: bytes.readUInt16BE(0),
    isResponse: (flags & 0x8000) !== 0,
    responseCode: flags & 0x0f,
    ...name,
  };
}

function readName(bytes: Buffer): { name: string; nameBytes: number } | undefined {
  const labels: string[] = [];
  for (let at = headerBytes; at < headerBytes + 255;) {
    const length = bytes[at];
    if (length === undefined || length > longestLabel || at + 1 + length > bytes.length)
      return undefined;
    const end = at + 1 + length;
    if (length === 0) return { name: labels.join('.') || '.', nameBytes: end - headerBytes };
    labels.push(printable(bytes.subarray(at + 1, end)));
    at = end;
  }
  return undefined;
}

/** Escapes bytes that are not printable ASCII as zone files do, such as `\009`. */
const printable = (label: Buffer): string =>
  label
    .toString('latin1')
    .replaceAll(/[^!-~]/g, (character) => `\\${String(character.charCodeAt(0)).padStart(3, '0')}`);

/** Source: IANA, DNS RCODEs. */
const codes = ['NOERROR', 'FORMERR', 'SERVFAIL', 'NXDOMAIN', 'NOTIMP', 'REFUSED', 'YXDOMAIN'];

/** The name of a response code. */
export const responseCodeName = (code: number): string => codes[code] ?? `RCODE ${code}`;
