import type { Frame } from '../files/frame.ts';
import type { Filter } from '../filter/filter.ts';
import { readFramesInSteps } from '../files/read-frames.ts';
import { Analyzer } from './analyzer.ts';

const block = { section: 0x0a0d0d0a, interface: 1, packet: 6 };
const nanosecondResolution = Buffer.from([9, 0, 1, 0, 9, 0, 0, 0, 0, 0, 0, 0]);

/**
 * The packets of a capture file that match a filter, as a pcapng file, in bounded memory.
 * Source: draft-ietf-opsawg-pcapng.
 */
export async function* matchingFile(
  chunks: AsyncIterable<Uint8Array>,
  filter: Filter,
): AsyncGenerator<Buffer> {
  const analyzer = new Analyzer();
  const interfaces = new Map<number, number>();
  let ready: Buffer[] = [sectionHeader()];
  const steps = readFramesInSteps(chunks, (frame) => {
    if (analyzer.match(frame, filter) === undefined) return;
    let number = interfaces.get(frame.linkType);
    if (number === undefined) {
      number = interfaces.size;
      interfaces.set(frame.linkType, number);
      ready.push(interfaceBlock(frame.linkType));
    }
    ready.push(packetBlock(number, frame));
  });
  try {
    for (let step = await steps.next(); ; step = await steps.next()) {
      if (ready.length > 0) yield Buffer.concat(ready);
      ready = [];
      if (step.done) return;
    }
  } finally {
    await steps.return(undefined as never);
  }
}

function sectionHeader(): Buffer {
  const body = Buffer.alloc(16, 0xff);
  body.writeUInt32LE(0x1a2b3c4d, 0);
  body.writeUInt16LE(1, 4);
  body.writeUInt16LE(0, 6);
  return asBlock(block.section, body);
}

function interfaceBlock(linkType: number): Buffer {
  const body = Buffer.alloc(8);
  body.writeUInt16LE(linkType, 0);
  return asBlock(block.interface, Buffer.concat([body, nanosecondResolution]));
}

function packetBlock(number: number, { time, length, data }: Frame): Buffer {
  const body = Buffer.alloc(20 + Math.ceil(data.length / 4) * 4);
  const known = Number.isFinite(time) && time > 0 ? time : 0;
  const ticks = BigInt(Math.floor(known)) * 1000n + BigInt(Math.round((known % 1) * 1000));
  body.writeUInt32LE(number, 0);
  body.writeUInt32LE(Number(ticks >> 32n), 4);
  body.writeUInt32LE(Number(ticks & 0xffffffffn), 8);
  body.writeUInt32LE(data.length, 12);
  body.writeUInt32LE(length, 16);
  data.copy(body, 20);
  return asBlock(block.packet, body);
}

function asBlock(type: number, body: Buffer): Buffer {
  const ends = Buffer.alloc(12);
  const total = body.length + 12;
  ends.writeUInt32LE(type, 0);
  ends.writeUInt32LE(total, 4);
  ends.writeUInt32LE(total, 8);
  return Buffer.concat([ends.subarray(0, 8), body, ends.subarray(8)]);
}
