import assert from 'node:assert/strict';

/** A packet parsed from a capture file. */
export interface ParsedPacket {
  /** Microseconds since 1970. */
  readonly time: number;
  readonly originalLength: number;
  readonly data: Buffer;
  readonly etherType: number;
  /** Absent if the packet is not IPv4. */
  readonly ip?: ParsedIp;
}

/** The IPv4 part of a packet, with its ports if it has any. */
export interface ParsedIp {
  readonly protocol: number;
  readonly source: string;
  readonly destination: string;
  readonly ports?: readonly [source: number, destination: number];
}

/**
 * Parses a classic pcap file without code of the writer. Fails on any violation of the format,
 * including wrong checksums of whole packets.
 */
export function parsePcap(file: Buffer): { snapLength: number; packets: ParsedPacket[] } {
  assert.equal(file.readUInt32LE(0), 0xa1b2c3d4, 'magic number');
  assert.deepEqual([file.readUInt16LE(4), file.readUInt16LE(6)], [2, 4], 'version');
  assert.equal(file.readUInt32LE(20), 1, 'link type');
  const snapLength = file.readUInt32LE(16);
  const packets: ParsedPacket[] = [];
  let at = 24;
  while (at < file.length) {
    const length = file.readUInt32LE(at + 8);
    const originalLength = file.readUInt32LE(at + 12);
    const micros = file.readUInt32LE(at + 4);
    assert.ok(micros < 1e6, 'microseconds');
    assert.equal(length, Math.min(originalLength, snapLength), 'captured length');
    assert.ok(at + 16 + length <= file.length, 'whole record');
    const data = file.subarray(at + 16, at + 16 + length);
    packets.push({
      time: file.readUInt32LE(at) * 1e6 + micros,
      originalLength,
      data,
      ...parseFrame(data, length === originalLength),
    });
    at += 16 + length;
  }
  return { snapLength, packets };
}

function parseFrame(frame: Buffer, whole: boolean): Pick<ParsedPacket, 'etherType' | 'ip'> {
  const etherType = frame.readUInt16BE(12);
  if (etherType !== 0x0800 || frame.length < 34) return { etherType };
  const packet = frame.subarray(14);
  assert.equal(packet[0], 0x45, 'version and header length');
  assert.equal(sum(packet.subarray(0, 20)), 0xffff, 'IPv4 header checksum');
  const protocol = packet.readUInt8(9);
  const address = (offset: number) => [...packet.subarray(offset, offset + 4)].join('.');
  if (whole) checkPayload(packet, protocol);
  const hasPorts = protocol !== 1 && packet.length >= 24;
  return {
    etherType,
    ip: {
      protocol,
      source: address(12),
      destination: address(16),
      ...(hasPorts && { ports: [packet.readUInt16BE(20), packet.readUInt16BE(22)] as const }),
    },
  };
}

function checkPayload(packet: Buffer, protocol: number): void {
  assert.equal(packet.readUInt16BE(2), packet.length, 'total length');
  const payload = packet.subarray(20);
  const length = Buffer.from([0, protocol, payload.length >> 8, payload.length & 255]);
  const pseudo = Buffer.concat([packet.subarray(12, 20), length]);
  const summed = protocol === 1 ? payload : Buffer.concat([pseudo, payload]);
  assert.equal(sum(summed), 0xffff, `checksum of protocol ${protocol}`);
}

/** The one's complement sum: all ones if the included checksum is correct. */
function sum(bytes: Buffer): number {
  let total = 0;
  bytes.forEach((byte, index) => (total += index % 2 === 0 ? byte * 256 : byte));
  while (total > 0xffff) total = (total % 65536) + Math.floor(total / 65536);
  return total;
}
