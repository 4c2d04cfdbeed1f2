const half = (value: number): Buffer => Buffer.from([value >> 8, value & 255]);
/** Bytes after their length in two bytes. */
const sized = (...parts: Buffer[]): Buffer => {
  const all = Buffer.concat(parts);
  return Buffer.concat([half(all.length), all]);
};

/** A TLS extension. */
export const extension = (type: number, content: Buffer): Buffer =>
  Buffer.concat([half(type), sized(content)]);

/** The extension with a server name. Source: RFC 6066, section 3. */
export const serverName = (name: string): Buffer =>
  extension(0, sized(Buffer.from([0]), sized(Buffer.from(name, 'latin1'))));

/** A TLS record with a ClientHello. Source: RFC 8446, section 4.1.2. */
export function clientHello(
  extensions: readonly Buffer[],
  { sessionId = '', suites = [0x1301], message = 1, version = 3, type = 22 } = {},
): Buffer {
  const session = Buffer.from(sessionId);
  const body = Buffer.concat([
    half(0x0303),
    Buffer.alloc(32),
    Buffer.from([session.length]),
    session,
    sized(...suites.map(half)),
    Buffer.from([1, 0]),
    sized(...extensions),
  ]);
  const handshake = Buffer.concat([Buffer.from([message, 0]), sized(body)]);
  return Buffer.concat([Buffer.from([type, version, 1]), sized(handshake)]);
}
