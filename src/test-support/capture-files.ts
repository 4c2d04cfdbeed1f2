import type { Frame } from '../traffic/files/frame.ts';

/** A frame that a test writes to a capture file. */
export interface TestFrame {
  /** Microseconds since 1970, UTC. */
  time: number;
  data: Buffer;
  /** Bytes on the wire, if not all were kept. */
  length?: number;
  /** LINKTYPE_ value; Ethernet if not set. */
  linkType?: number;
}

/** Format of a test's capture file. */
export interface FileForm {
  format: 'pcap' | 'pcapng' | 'snoop';
  isLittle: boolean;
  isNano: boolean;
}

export const fileForms: FileForm[] = [
  ...(['pcap', 'pcapng'] as const).flatMap((format) =>
    [true, false].flatMap((isLittle) =>
      [true, false].map((isNano) => ({ format, isLittle, isNano })),
    ),
  ),
  { format: 'snoop', isLittle: false, isNano: false },
];

/** Writes a capture file. Only pcapng has frames of several link types. */
export function writeCapture(frames: readonly TestFrame[], form: FileForm): Buffer {
  const word = (value: number): Buffer => {
    const bytes = Buffer.alloc(4);
    if (form.isLittle) bytes.writeUInt32LE(value);
    else bytes.writeUInt32BE(value);
    return bytes;
  };
  const words = (...values: number[]): Buffer => Buffer.concat(values.map(word));
  const halves = (first: number, second: number): Buffer =>
    word(form.isLittle ? second * 65_536 + first : first * 65_536 + second);
  const perMicrosecond = form.isNano ? 1000 : 1;

  if (form.format === 'snoop') {
    const records = frames.map(({ time, data, length = data.length }) => {
      const padding = Buffer.alloc((4 - (data.length % 4)) % 4);
      const [total, seconds] = [24 + data.length + padding.length, Math.floor(time / 1e6)];
      const header = words(length, data.length, total, 0, seconds, time % 1e6);
      return Buffer.concat([header, data, padding]);
    });
    return Buffer.concat([Buffer.from('snoop\0\0\0'), words(2, 4), ...records]);
  }
  if (form.format === 'pcap') {
    const magic = form.isNano ? 0xa1b23c4d : 0xa1b2c3d4;
    const header = Buffer.concat([word(magic), halves(2, 4), words(0, 0, 262_144, 1)]);
    const records = frames.map(({ time, data, length = data.length }) => {
      const fraction = Math.round((time % 1e6) * perMicrosecond);
      return Buffer.concat([words(Math.floor(time / 1e6), fraction, data.length, length), data]);
    });
    return Buffer.concat([header, ...records]);
  }
  const block = (type: number, body: Buffer): Buffer => {
    const padding = Buffer.alloc((4 - (body.length % 4)) % 4);
    const total = body.length + padding.length + 12;
    return Buffer.concat([words(type, total), body, padding, word(total)]);
  };
  const nanoseconds = Buffer.concat([halves(9, 1), Buffer.from([9, 0, 0, 0]), words(0)]);
  const linkTypes = [...new Set([1, ...frames.map(({ linkType = 1 }) => linkType)])];
  return Buffer.concat([
    block(
      0x0a0d0d0a,
      Buffer.concat([word(0x1a2b3c4d), halves(1, 0), words(0xffffffff, 0xffffffff)]),
    ),
    ...linkTypes.map((linkType) =>
      block(
        1,
        Buffer.concat([halves(linkType, 0), word(0), ...(form.isNano ? [nanoseconds] : [])]),
      ),
    ),
    block(0x8000_0001, Buffer.from('a block of another kind')),
    ...frames.map(({ time, data, length = data.length, linkType = 1 }) => {
      const ticks = BigInt(Math.round(time)) * BigInt(perMicrosecond);
      const fields = words(
        linkTypes.indexOf(linkType),
        Number(ticks >> 32n),
        Number(ticks & 0xffffffffn),
        data.length,
        length,
      );
      return block(6, Buffer.concat([fields, data]));
    }),
  ]);
}

interface Ends {
  from?: string;
  to?: string;
  fromPort?: number;
  toPort?: number;
}

/** Builds an Ethernet frame with an IPv4 payload. Addresses are in dotted decimal form. */
export function ipv4Frame(protocol: number, payload: Buffer, { from, to }: Ends = {}): Buffer {
  const header = Buffer.alloc(34);
  header.writeUInt16BE(0x0800, 12);
  header.writeUInt8(0x45, 14);
  header.writeUInt16BE(20 + payload.length, 16);
  header.writeUInt8(protocol, 23);
  for (const [at, address] of [
    [26, from ?? '10.0.0.4'],
    [30, to ?? '10.0.0.5'],
  ] as const) {
    Buffer.from(address.split('.').map(Number)).copy(header, at);
  }
  return Buffer.concat([header, payload]);
}

/** Builds a frame with a TCP segment. */
export function tcpFrame(
  { sequence = 0, acknowledgment = 0, flags = 0x10, window = 500 },
  data = 0,
  ends: Ends = {},
): Buffer {
  const segment = Buffer.alloc(20 + data);
  segment.writeUInt16BE(ends.fromPort ?? 40_000, 0);
  segment.writeUInt16BE(ends.toPort ?? 443, 2);
  segment.writeUInt32BE(sequence, 4);
  segment.writeUInt32BE(acknowledgment, 8);
  segment.writeUInt8(0x50, 12);
  segment.writeUInt8(flags, 13);
  segment.writeUInt16BE(window, 14);
  return ipv4Frame(6, segment, ends);
}

/** Builds a frame with a UDP datagram. */
export function udpFrame(data: Buffer, ends: Ends = {}): Buffer {
  const header = Buffer.alloc(8);
  header.writeUInt16BE(ends.fromPort ?? 40_000, 0);
  header.writeUInt16BE(ends.toPort ?? 53, 2);
  header.writeUInt16BE(8 + data.length, 4);
  return ipv4Frame(17, Buffer.concat([header, data]), ends);
}

/** Builds a DNS message with one question. */
export function dnsMessage(id: number, name: string, flags = 0x0100): Buffer {
  const header = Buffer.alloc(12);
  header.writeUInt16BE(id, 0);
  header.writeUInt16BE(flags, 2);
  header.writeUInt16BE(1, 4);
  const labels = name
    .split('.')
    .map((label) => Buffer.concat([Buffer.from([label.length]), Buffer.from(label)]));
  return Buffer.concat([header, ...labels, Buffer.from([0, 0, 1, 0, 1])]);
}

const layout = {
  format: 'pcap',
  isLittle: true,
  perMicrosecond: 1,
  recordBytes: 16,
  isSwapped: false,
  linkType: 1,
} as const;

/** An Ethernet frame as read from a pcap file; `time` in microseconds since 1970, UTC. */
export const capturedFrame = (data: Buffer, time: number, length = data.length): Frame => ({
  time,
  length,
  data,
  linkType: 1,
  offset: 0,
  layout,
});
