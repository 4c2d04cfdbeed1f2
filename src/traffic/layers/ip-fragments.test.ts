import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { capturedFrame, tcpFrame } from '../../test-support/capture-files.ts';
import { Dissector } from './dissect.ts';

const addresses = Buffer.alloc(32, 0xfd);
const ports = { fromPort: 1234, toPort: 443 };
/** A TCP segment with 60 bytes of data. */
const segmentOf = (sequence: number): Buffer => tcpFrame({ sequence }, 60, ports).subarray(34);

/** An Ethernet frame with the fragment of an IPv6 datagram that starts at `offset`, a multiple of 8. */
function fragment(id: number, offset: number, hasMore: boolean, data: Buffer): Buffer {
  const header = Buffer.alloc(14 + 40 + 8);
  header.writeUInt16BE(0x86dd, 12);
  header.writeUInt8(0x60, 14);
  header.writeUInt16BE(8 + data.length, 18);
  header.writeUInt8(44, 20);
  addresses.copy(header, 22);
  header.writeUInt8(6, 54);
  header.writeUInt16BE(offset | (hasMore ? 1 : 0), 56);
  header.writeUInt32BE(id, 58);
  return Buffer.concat([header, data]);
}

/** What each frame of a capture is, or the sequence number of its segment. */
function read(...frames: (readonly [data: Buffer, length?: number])[]): unknown[] {
  const dissector = new Dissector();
  return frames.map(([data, length]) => {
    const { tcp, layers } = dissector.dissect(capturedFrame(data, 1e15, length));
    return tcp?.sequence ?? layers.at(-1)?.name;
  });
}

describe('IPv6 fragments', () => {
  test('of two datagrams between the same machines are not mixed', () => {
    const [one, other] = [segmentOf(1), segmentOf(2)];
    assert.deepEqual(
      read(
        [fragment(7, 0, true, one.subarray(0, 24))],
        [fragment(8, 0, true, other.subarray(0, 24))],
        [fragment(8, 24, false, other.subarray(24))],
        [fragment(7, 24, false, one.subarray(24))],
      ),
      ['IP fragment', 'IP fragment', 2, 1],
    );
  });

  test('that were captured in part count by themselves: the first with its segment, a later one without', () => {
    const segment = segmentOf(3);
    const first = fragment(9, 0, true, segment.subarray(0, 64));
    const later = fragment(9, 64, false, segment);
    const kept = 14 + 40 + 8 + 30;
    assert.deepEqual(
      read([first.subarray(0, kept), first.length], [later.subarray(0, kept), later.length]),
      [3, 'IP fragment'],
    );
  });
});
