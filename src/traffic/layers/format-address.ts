/** Writes an address, given as its 4 or 16 bytes in a string of one character each, as people do (RFC 5952). */
export function formatAddress(address: string): string {
  const bytes = Buffer.from(address, 'latin1');
  if (bytes.length === 4) return bytes.join('.');
  const groups = Array.from({ length: 8 }, (_, index) =>
    bytes.readUInt16BE(index * 2).toString(16),
  );
  // `URL` knows the rules of which zeros to leave out.
  return new URL(`http://[${groups.join(':')}]`).hostname.slice(1, -1);
}
