import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  dnsMessage,
  fileForms,
  ipv4Frame,
  tcpFrame,
  udpFrame,
  writeCapture,
} from '../test-support/capture-files.ts';
import { summarize } from './summarize.ts';
import { trafficLines } from './traffic-lines.ts';

const start = Date.UTC(2026, 10, 20, 2, 14) * 1000;
const [syn, rst, ack] = [0x02, 0x04, 0x10];
const out = { from: '10.0.0.4', to: '10.0.0.5', fromPort: 40_000, toPort: 443 };
const back = { from: '10.0.0.5', to: '10.0.0.4', fromPort: 443, toPort: 40_000 };

interface Sent {
  data: Buffer;
  /** Milliseconds from the start. */
  at?: number;
  /** Bytes that are captured. */
  kept?: number;
}

async function linesOf(...sent: Sent[]): Promise<string[]> {
  const frames = sent.map(({ data, at = 0, kept = data.length }) => ({
    time: start + at * 1000,
    data: data.subarray(0, kept),
    length: data.length,
  }));
  const [form] = fileForms;
  assert(form);
  async function* chunks(): AsyncGenerator<Uint8Array> {
    yield writeCapture(frames, form!);
  }
  return trafficLines(await summarize(chunks()));
}

const handshake: Sent[] = [
  { data: tcpFrame({ sequence: 100, flags: syn }, 0, out) },
  { data: tcpFrame({ sequence: 500, acknowledgment: 101, flags: syn | ack }, 0, back), at: 20 },
  { data: tcpFrame({ sequence: 101, acknowledgment: 501 }, 0, out), at: 21 },
];
const question = udpFrame(dnsMessage(1, 'bad.test'));
const failure = udpFrame(dnsMessage(1, 'bad.test', 0x8183), {
  ...{ from: '10.0.0.5', to: '10.0.0.4', fromPort: 53, toPort: 40_000 },
});

describe('the lines of a summary', () => {
  test('are of the volume and its peers, TCP and DNS', async () => {
    const data = tcpFrame({ sequence: 101, acknowledgment: 501 }, 100, out);
    assert.deepEqual(
      await linesOf(
        ...handshake,
        { data, at: 30 },
        { data, at: 500 },
        { data: tcpFrame({ sequence: 501, flags: rst }, 0, back), at: 600 },
        { data: question, at: 700 },
        { data: failure, at: 710 },
        { data: udpFrame(dnsMessage(2, 'lost.test')), at: 800 },
        { data: ipv4Frame(1, Buffer.alloc(8)), at: 12_000 },
      ),
      [
        '10 packets, 771 bytes in 12 s, most between 10.0.0.4 and 10.0.0.5 (100.0 %).',
        'TCP: 1 retransmission (16.7 %), 1 reset, 0 of 1 handshake failed; round trip 21 ms, 95 % within 21 ms.',
        'DNS: 1 of 1 answer failed, 1 of 2 questions got none, most for bad.test (NXDOMAIN).',
      ],
    );
  });

  test('say that there is no TCP or DNS only when all was read', async () => {
    const [, tcp, dns] = await linesOf({ data: ipv4Frame(1, Buffer.alloc(8)) });
    assert.deepEqual([tcp, dns], ['No TCP.', 'No DNS.']);
  });

  test('say what is not known when headers are cut', async () => {
    const [, tcp, dns] = await linesOf(...handshake.map((sent) => ({ ...sent, kept: 34 })), {
      data: question,
      kept: 34,
    });
    assert.equal(
      tcp,
      'TCP: the headers of 3 segments were not captured, so retransmissions, resets and handshakes are not known; capture at least 128 bytes of each packet.',
    );
    assert.match(dns ?? '', /^DNS: none was seen, but of 4 packets the headers were not captured/);
  });

  test('say how many headers are cut beside what was read', async () => {
    const [, tcp, dns] = await linesOf(
      ...handshake,
      { data: tcpFrame({}, 9, out), kept: 40 },
      { data: question },
      { data: question, kept: 44 },
    );
    assert.match(tcp ?? '', /0 of 1 handshake failed.*The headers of 1 more segment were not capt/);
    assert.match(dns ?? '', /1 question got none\. The headers of 1 message were not captured/);
  });

  test('name what is not read', async () => {
    const unknown = Buffer.alloc(60);
    unknown.writeUInt16BE(0x1234, 12);
    const [, tcp, dns] = await linesOf({ data: unknown });
    const reason =
      'none was seen, but 1 packet holds what is not read here (EtherType 0x1234): open the file in Wireshark.';
    assert.deepEqual([tcp, dns], [`TCP: ${reason}`, `DNS: ${reason}`]);
  });

  test('name fragments that could hold it', async () => {
    const part = ipv4Frame(6, Buffer.alloc(16));
    part.writeUInt16BE(0x2000, 20);
    const [, tcp] = await linesOf({ data: part });
    assert.equal(tcp, 'TCP: none was seen, but 1 packet is a fragment.');
  });

  test('begin with a flood, and name no pair with a tiny share', async () => {
    const syns = Array.from({ length: 2000 }, (_, number) => ({
      data: tcpFrame({ flags: syn }, 0, {
        ...out,
        from: `20.0.${number >> 8}.${number & 255}`,
        to: '10.0.0.4',
      }),
      at: number,
    }));
    const [volume, tcp] = await linesOf(...syns);
    assert.equal(volume, '2,000 packets, 108.0 KB in 2.0 s.');
    assert.match(
      tcp ?? '',
      /^SYN flood: 2,000 SYNs to 10\.0\.0\.4 port 443 in 2\.0 s from at least 1,000 addresses, 0 completed\. TCP: 0 retr/,
    );
  });

  test('of a file without packets are one', async () => {
    assert.deepEqual(await linesOf(), ['No packets were captured.']);
  });

  test('of a damaged file say so, and where it ends', async () => {
    const [form] = fileForms;
    assert(form);
    const file = writeCapture([{ time: start, data: question }], form);
    async function* chunks(): AsyncGenerator<Uint8Array> {
      yield Buffer.concat([file, Buffer.alloc(7)]);
    }
    const [volume, tcp] = trafficLines(await summarize(chunks()));
    assert.match(volume ?? '', new RegExp(`could be read up to byte ${file.length + 7}: there it`));
    assert.equal(tcp, 'No TCP in what could be read.');
  });
});
