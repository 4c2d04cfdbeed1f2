import { once } from 'node:events';
import type { WriteStream } from 'node:fs';

const [fin, syn, psh, ack] = [0x01, 0x02, 0x08, 0x10];
const segmentBytes = 800;
const packetsPerConnection = 40;
const packetsPerWrite = 1000;

/**
 * Writes a pcap file: connections to a few services with data in both directions, up to this many bytes;
 * or this many SYNs, each from a different address.
 */
export async function writeTraffic(
  to: WriteStream,
  { bytes = 0, syns = 0 }: { bytes?: number; syns?: number },
): Promise<void> {
  const header = Buffer.alloc(24);
  header.writeUInt32LE(0xa1b2c3d4, 0);
  header.writeUInt16LE(2, 4);
  header.writeUInt16LE(4, 6);
  header.writeUInt32LE(262_144, 16);
  header.writeUInt32LE(1, 20);
  let written = header.length;
  let ready: Buffer[] = [header];
  for (let number = 0; bytes > 0 ? written < bytes : number < syns; number++) {
    const packet = bytes > 0 ? dataPacket(number) : synPacket(number);
    written += packet.length;
    ready.push(packet);
    if (ready.length < packetsPerWrite) continue;
    if (!to.write(Buffer.concat(ready))) await once(to, 'drain');
    ready = [];
  }
  to.write(Buffer.concat(ready));
}

const services = [443, 80, 5432, 6379];

function dataPacket(number: number): Buffer {
  const connection = Math.floor(number / packetsPerConnection);
  const step = number % packetsPerConnection;
  const isBack = step % 2 === 1;
  const client = {
    address: 0x0a000000 + (connection % 5000),
    port: 20_000 + (connection % 40_000),
  };
  const server = { address: 0x0a010001, port: services[connection % services.length] ?? 443 };
  const flags =
    step === 0
      ? syn
      : step === 1
        ? syn | ack
        : step === packetsPerConnection - 1
          ? fin | ack
          : psh | ack;
  const [from, to] = isBack ? [server, client] : [client, server];
  const data = step < 3 ? 0 : segmentBytes;
  const round = Math.floor(step / 2);
  const sequence = connection * 1000 + Math.max(0, round - 1) * segmentBytes;
  return packet({ number, from, to, flags, sequence, data });
}

const synPacket = (number: number): Buffer =>
  packet({
    number,
    from: { address: 0x14000000 + number, port: 1024 + (number % 60_000) },
    to: { address: 0x0a000004, port: 80 },
    flags: syn,
    sequence: number,
    data: 0,
  });

interface Sent {
  number: number;
  from: { address: number; port: number };
  to: { address: number; port: number };
  flags: number;
  sequence: number;
  data: number;
}

function packet({ number, from, to, flags, sequence, data }: Sent): Buffer {
  const bytes = Buffer.alloc(16 + 54 + data);
  bytes.writeUInt32LE(1_764_300_000 + Math.floor(number / 20_000), 0);
  bytes.writeUInt32LE((number % 20_000) * 50, 4);
  bytes.writeUInt32LE(54 + data, 8);
  bytes.writeUInt32LE(54 + data, 12);
  bytes.writeUInt16BE(0x0800, 28);
  bytes.writeUInt8(0x45, 30);
  bytes.writeUInt16BE(40 + data, 32);
  bytes.writeUInt8(64, 38);
  bytes.writeUInt8(6, 39);
  bytes.writeUInt32BE(from.address, 42);
  bytes.writeUInt32BE(to.address, 46);
  bytes.writeUInt16BE(from.port, 50);
  bytes.writeUInt16BE(to.port, 52);
  bytes.writeUInt32BE(sequence, 54);
  bytes.writeUInt32BE((flags & ack) !== 0 ? 1 : 0, 58);
  bytes.writeUInt8(0x50, 62);
  bytes.writeUInt8(flags, 63);
  bytes.writeUInt16BE(500, 64);
  return bytes;
}
