/** Formats an address (RFC 5952). The input is its 4 or 16 bytes as a string of one character each. */
export function formatAddress(address: string): string {
  const bytes = Buffer.from(address, 'latin1');
  if (bytes.length === 4) return bytes.join('.');
  const groups = Array.from({ length: 8 }, (_, index) =>
    bytes.readUInt16BE(index * 2).toString(16),
  );
  // `URL` implements the rules for omitted zeros.
  return new URL(`http://[${groups.join(':')}]`).hostname.slice(1, -1);
}
