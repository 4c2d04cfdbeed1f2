/** Unsupported formats that are recognized by their first bytes. */
const named: [first: string, what: string][] = [
  ['28b52ffd', 'it is compressed with zstd: unpack it and open it in Wireshark'],
  ['04224d18', 'it is compressed with LZ4: unpack it and open it in Wireshark'],
  ['504b0304', 'it is a ZIP archive: unpack it and open what is inside in Wireshark'],
  ['fd377a58', 'it is compressed with xz: unpack it and open it in Wireshark'],
  ['425a68', 'it is compressed with bzip2: unpack it and open it in Wireshark'],
  ['4d5a', 'it is a program, not a capture'],
  ['1f9d', 'it is compressed with compress: unpack it and open it in Wireshark'],
];

/** The likely type of an unsupported file, with advice, for a sentence that calls the file "it". */
export function describeUnknown(first: Buffer): string {
  if (first.length === 0) return 'it is empty: look in the session whether anything was written';
  const hex = first.toString('hex');
  const found = named.find(([start]) => hex.startsWith(start));
  if (found !== undefined) return found[1];
  if (first.every((byte) => byte === 0)) {
    return 'it begins with zeros: it was reserved but not written, so capture again';
  }
  const text = first
    .toString('latin1')
    .replace(/^\xef\xbb\xbf/, '')
    .trimStart();
  if (/^<(\?xml|!doctype|html|error|\w+[\s>])/i.test(text)) {
    return 'it is XML or HTML, such as an error page, and not a capture: open it as text';
  }
  if (/^[\s\x20-\x7e]+$/.test(text)) return 'it is text, and not a capture: open it as text';
  return 'it is neither pcap, pcapng, Network Monitor nor snoop, and not gzip of one: try it in Wireshark';
}
