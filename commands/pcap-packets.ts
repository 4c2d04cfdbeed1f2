const fileHeaderBytes = 24;
const recordHeaderBytes = 16;

/**
 * Counts the packets of a capture file in the classic little-endian pcap format
 * (draft-ietf-opsawg-pcap).
 * @throws {RangeError} for another format, or a file that ends within a packet.
 */
export function countPackets(file: Buffer): number {
  if (file.readUInt32LE(0) !== 0xa1b2c3d4) throw new RangeError('This is not a pcap file.');
  let packets = 0;
  let position = fileHeaderBytes;
  while (position < file.length) {
    position += recordHeaderBytes + file.readUInt32LE(position + 8);
    packets += 1;
  }
  if (position !== file.length) throw new RangeError('The file ends within a packet.');
  return packets;
}
