import type { Packet } from './packet.ts';

const record = { handshake: 22 };
const message = { clientHello: 1 };
const serverNameExtension = 0;
/** Maximum number of bytes of a request's head that are searched for its host. */
const longestHead = 4096;

/**
 * The server name that a client requests in this packet, from a TLS ClientHello or the Host of an HTTP
 * request. Undefined when the packet contains none.
 */
export function serverNameIn({
  transport,
  bytes,
  payloadStart,
  payloadEnd,
}: Packet): string | undefined {
  if (transport !== 'TCP' || payloadEnd - payloadStart < 16) return undefined;
  const first = bytes[payloadStart] ?? 0;
  if (first === record.handshake) return tlsName(bytes, payloadStart, payloadEnd);
  return first >= 0x41 && first <= 0x5a ? httpHost(bytes, payloadStart, payloadEnd) : undefined;
}

/** Source: RFC 8446, 4.1.2, and RFC 6066, 3. */
function tlsName(bytes: Buffer, start: number, end: number): string | undefined {
  if (bytes[start + 1] !== 3 || bytes[start + 5] !== message.clientHello) return undefined;
  const half = (at: number): number => (at + 2 <= end ? bytes.readUInt16BE(at) : 0);
  let at = start + 5 + 4 + 2 + 32;
  at += 1 + (bytes[at] ?? 0);
  at += 2 + half(at);
  at += 1 + (bytes[at] ?? 0);
  at += 2;
  while (at + 4 <= end) {
    const [type, length] = [half(at), half(at + 2)];
    if (type === serverNameExtension) {
      const nameLength = half(at + 7);
      const nameAt = at + 9;
      if (nameLength === 0 || nameAt + nameLength > end) return undefined;
      return plainName(bytes.toString('latin1', nameAt, nameAt + nameLength));
    }
    at += 4 + length;
  }
  return undefined;
}

/** Source: RFC 9112. */
function httpHost(bytes: Buffer, start: number, end: number): string | undefined {
  const head = bytes.toString('latin1', start, Math.min(end, start + longestHead));
  if (!/^[A-Z]+ \S+ HTTP\/1\.[01]\r?\n/.test(head)) return undefined;
  const [, host = ''] = /\r?\nhost:[ \t]*([^\s]+)/i.exec(head) ?? [];
  return plainName(host);
}

/** Accepts only valid host name characters, since text from a peer is shown in pages and messages. */
const plainName = (name: string): string | undefined =>
  /^[\w.:[\]-]{1,255}$/.test(name) ? name : undefined;
