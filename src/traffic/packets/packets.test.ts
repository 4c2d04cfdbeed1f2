import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { dnsMessage, tcpFrame, udpFrame, writeCapture } from '../../test-support/capture-files.ts';
import type { FileForm } from '../../test-support/capture-files.ts';
import { parseFilter } from '../filter/parse-filter.ts';
import { readFrames } from '../files/read-frames.ts';
import { matchingFile } from './matching-file.ts';
import { packetDetail } from './packet-detail.ts';
import type { PacketIndex } from './packet-index.ts';
import { readFrom, readPage, scanPackets } from './scan-packets.ts';

const start = Date.UTC(2026, 10, 20, 2, 14) * 1000;
const ends = { from: '10.0.0.4', to: '10.0.0.5', fromPort: 40_000, toPort: 443 };
const forms: FileForm[] = [
  { format: 'pcap', isLittle: true, isNano: false },
  { format: 'pcapng', isLittle: false, isNano: true },
];

/** 3,000 packets, of which every tenth is DNS, with one repeated segment. */
const frames = Array.from({ length: 3000 }, (_, index) => ({
  time: start + index * 100_000,
  data:
    index % 10 === 0
      ? udpFrame(dnsMessage(index, `host-${index}.test`), { ...ends, toPort: 53 })
      : tcpFrame({ sequence: (index === 2001 ? 1999 : index) * 10 }, 10, ends),
}));

async function* chunksOf(file: Buffer): AsyncGenerator<Buffer> {
  for (let at = 0; at < file.length; at += 4096) yield file.subarray(at, at + 4096);
}

for (const form of forms) {
  describe(`packets of a ${form.format} file`, () => {
    const file = writeCapture(frames, form);
    const scan = (text: string, offset: number, toTheEnd: boolean) =>
      scanPackets(chunksOf(file), {
        filter: parseFilter(text),
        text,
        page: { offset, limit: 20 },
        toTheEnd,
        fileBytes: file.length,
      });

    test('are listed with number, time, addresses, protocol, length and info', async () => {
      const { rows } = await scan('', 0, false);
      assert.deepEqual(rows[0], {
        number: 1,
        time: '2026-11-20T02:14:00.000000Z',
        relativeSeconds: 0,
        source: '10.0.0.4',
        destination: '10.0.0.5',
        sourcePort: 40_000,
        destinationPort: 53,
        protocol: 'DNS',
        length: frames[0]!.data.length,
        info: 'Query host-0.test',
      });
      assert.equal(rows[1]!.info, '40000 → 443 [ACK] Seq=10 Ack=0 Win=500 Len=10');
      assert.equal(rows[1]!.relativeSeconds, 0.1);
    });

    test('of the first page are read only as far as needed', async () => {
      const { rows, isComplete, index } = await scan('', 0, false);
      assert.deepEqual([rows.length, isComplete, index], [20, false, undefined]);
    });

    for (const text of ['', 'udp port 53', 'retransmission', 'port 1']) {
      test(`"${text}" gives the same pages with and without the index`, async () => {
        const { index, matches, isComplete } = await scan(text, 0, true);
        assert.equal(isComplete, true);
        const expected = { '': 3000, 'udp port 53': 300, retransmission: 1, 'port 1': 0 }[text];
        assert.equal(matches, expected);
        const kept = JSON.parse(JSON.stringify(index)) as PacketIndex;
        for (const offset of [0, 1, 17, 250, 511, 512, 1999, 2990, 3500]) {
          let opened = 0;
          const page = await readPage(
            async (at) => {
              opened = at;
              return chunksOf(file.subarray(at));
            },
            kept,
            parseFilter(text),
            { offset, limit: 20 },
          );
          assert.deepEqual(page.rows, (await scan(text, offset, true)).rows, `at ${offset}`);
          if (text === '' && offset >= 512 && offset < 3000) assert.ok(opened > 0);
        }
      });
    }

    test('are decoded by layer, with the offset of each field', async () => {
      const { index } = await scan('', 0, true);
      const details: ReturnType<typeof packetDetail>[] = [];
      await readFrom(
        async (at) => chunksOf(file.subarray(at)),
        index!,
        1,
        (seen, number, frame) => details.push(packetDetail(number, seen, frame)) >= 1,
      );
      const [detail] = details;
      assert.equal(detail!.row.number, 513);
      assert.deepEqual(
        detail!.layers.map(({ name }) => name),
        ['Ethernet', 'IPv4', 'TCP'],
      );
      const sequence = detail!.layers[2]!.fields.find(({ name }) => name === 'Sequence number');
      assert.equal(sequence!.value, '5120');
      const { start: from, end } = sequence!;
      assert.equal(detail!.bytes.slice(from * 2, end * 2), '00001400');
    });

    test('that match are written as a pcapng file', async () => {
      const parts: Buffer[] = [];
      for await (const part of matchingFile(chunksOf(file), parseFilter('udp and after 10'))) {
        parts.push(part);
      }
      const seen: [time: number, data: Buffer][] = [];
      const { format, damage } = await readFrames(chunksOf(Buffer.concat(parts)), (frame) =>
        seen.push([Math.round(frame.time), Buffer.from(frame.data)]),
      );
      assert.deepEqual([format, damage], ['pcapng', undefined]);
      const expected = frames.filter((_, index) => index >= 100 && index % 10 === 0);
      assert.deepEqual(
        seen,
        expected.map(({ time, data }) => [time, data]),
      );
    });
  });
}
