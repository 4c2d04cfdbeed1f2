/** Size of the file header in bytes. */
export const FILE_HEADER_LENGTH = 24;

/** Size of the header of each packet in bytes. */
export const RECORD_HEADER_LENGTH = 16;

/** The snapshot length that keeps whole packets. */
export const WHOLE_PACKET = 262144;

const LINK_TYPE_ETHERNET = 1;

/** The header of a classic little-endian pcap file with microseconds (draft-ietf-opsawg-pcap). */
export function pcapFileHeader(snapLength: number): Buffer {
  const header = Buffer.alloc(FILE_HEADER_LENGTH);
  header.writeUInt32LE(0xa1b2c3d4, 0);
  header.writeUInt16LE(2, 4);
  header.writeUInt16LE(4, 6);
  header.writeUInt32LE(snapLength, 16);
  header.writeUInt32LE(LINK_TYPE_ETHERNET, 20);
  return header;
}

/** One packet record, truncated to the snapshot length. `time` is in whole microseconds since 1970. */
export function pcapRecord(time: number, frame: Buffer, snapLength: number): Buffer {
  const data = frame.subarray(0, snapLength);
  const header = Buffer.alloc(RECORD_HEADER_LENGTH);
  header.writeUInt32LE(Math.floor(time / 1e6), 0);
  header.writeUInt32LE(time % 1e6, 4);
  header.writeUInt32LE(data.length, 8);
  header.writeUInt32LE(frame.length, 12);
  return Buffer.concat([header, data]);
}
