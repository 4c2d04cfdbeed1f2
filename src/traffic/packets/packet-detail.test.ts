import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  capturedFrame,
  dnsMessage,
  ipv4Frame,
  udpFrame,
} from '../../test-support/capture-files.ts';
import { bytesOf, ipv4Parts, macs } from '../../test-support/encapsulations.ts';
import { Analyzer } from './analyzer.ts';
import type { PacketDetail } from './packet-detail.ts';
import { packetDetail } from './packet-detail.ts';

/** The details of successive frames. */
function detailsOf(...frames: Buffer[]): PacketDetail[] {
  const analyzer = new Analyzer();
  return frames.map((data, index) => {
    const frame = capturedFrame(data, 1e15, Math.max(data.length, 200));
    return packetDetail(index + 1, analyzer.see(frame), frame);
  });
}

/** The fields of one layer of a frame, each with its bytes. */
function fieldsOf(data: Buffer, layer: string): string[] {
  const [detail] = detailsOf(data);
  const { fields = [] } = detail?.layers.find(({ name }) => name === layer) ?? {};
  return fields.map(({ name, value, start, end }) => {
    return `${name}: ${value} (${data.toString('hex', start, end)})`;
  });
}

const ipv4 = '4510 0038 abcd 4000 3f 06 1234 0a000004 0a000005';
const tcp = '9c40 01bb 00000007 00000009 6018 012c beef 0001 02040564';
const segment = bytesOf(`000d3a000001 00155d000002 0800 ${ipv4} ${tcp} 6869`);
const ipv6 = `60012345 0004 3a 40 fd00${'00'.repeat(13)}01 fd00${'00'.repeat(13)}02`;

describe('the fields of a packet', () => {
  const cases: [layer: string, data: Buffer, fields: string[]][] = [
    [
      'Ethernet',
      segment,
      [
        'Destination: 00:0d:3a:00:00:01 (000d3a000001)',
        'Source: 00:15:5d:00:00:02 (00155d000002)',
        'Type: 0x0800 (0800)',
      ],
    ],
    [
      'VLAN',
      bytesOf(`${macs} 8100 a00a 0806`),
      ['VLAN: 10, priority 5 (a00a)', 'Type: 0x0806 (0806)'],
    ],
    [
      'ARP',
      bytesOf(`${macs} 0806 0001 0800 06 04 0002 000d3a000001 0a010001 00155d000002 0a010002`),
      [
        'Hardware type: 1 (0001)',
        'Protocol type: 0x0800 (0800)',
        'Hardware size: 6 (06)',
        'Protocol size: 4 (04)',
        'Operation: reply (0002)',
        'Sender MAC: 00:0d:3a:00:00:01 (000d3a000001)',
        'Sender IP: 10.1.0.1 (0a010001)',
        'Target MAC: 00:15:5d:00:00:02 (00155d000002)',
        'Target IP: 10.1.0.2 (0a010002)',
      ],
    ],
    [
      'IPv4',
      segment,
      [
        'Version and header length: 4, 20 bytes (45)',
        'Differentiated services: 0x10 (10)',
        'Total length: 56 (0038)',
        'Identification: 0xabcd (abcd)',
        "Fragment: offset 0, don't fragment (4000)",
        'Time to live: 63 (3f)',
        'Protocol: TCP (6) (06)',
        'Header checksum: 0x1234 (1234)',
        'Source: 10.0.0.4 (0a000004)',
        'Destination: 10.0.0.5 (0a000005)',
      ],
    ],
    [
      'IPv6',
      bytesOf(`${macs} 86dd ${ipv6} 80000000`),
      [
        'Version, class and flow: 0x60012345 (60012345)',
        'Payload length: 4 (0004)',
        'Next header: ICMPv6 (58) (3a)',
        'Hop limit: 64 (40)',
        `Source: fd00::1 (fd00${'00'.repeat(13)}01)`,
        `Destination: fd00::2 (fd00${'00'.repeat(13)}02)`,
      ],
    ],
    [
      'ICMPv6',
      bytesOf(`${macs} 86dd ${ipv6} 8001abcd`),
      ['Type: 128 (80)', 'Code: 1 (01)', 'Checksum: 0xabcd (abcd)'],
    ],
    [
      'ICMP',
      ipv4Frame(1, bytesOf('0301abcd')),
      ['Type: 3 (03)', 'Code: 1 (01)', 'Checksum: 0xabcd (abcd)'],
    ],
    [
      'TCP',
      segment,
      [
        'Source port: 40000 (9c40)',
        'Destination port: 443 (https) (01bb)',
        'Sequence number: 7 (00000007)',
        'Acknowledgment number: 9 (00000009)',
        'Header length: 24 bytes (60)',
        'Flags: PSH, ACK (18)',
        'Window: 300 (012c)',
        'Checksum: 0xbeef (beef)',
        'Urgent pointer: 1 (0001)',
        'Options: 02040564 (02040564)',
      ],
    ],
    [
      'UDP',
      udpFrame(Buffer.alloc(4), { fromPort: 443, toPort: 40_000 }),
      [
        'Source port: 443 (quic) (01bb)',
        'Destination port: 40000 (9c40)',
        'Length: 12 (000c)',
        'Checksum: 0x0000 (0000)',
      ],
    ],
    [
      'DNS',
      udpFrame(dnsMessage(7, 'a.test', 0x8183)),
      [
        'Transaction: 0x0007 (0007)',
        'Flags: response, NXDOMAIN (8183)',
        'Questions: 1 (0001)',
        'Answers: 0 (0000)',
        'Authorities: 0 (0000)',
        'Additional: 0 (0000)',
        'Name: a.test (0161047465737400)',
      ],
    ],
  ];
  for (const [layer, data, fields] of cases) {
    test(`of ${layer} have their values and bytes`, () => {
      assert.deepEqual(fieldsOf(data, layer), fields);
    });
    test(`of ${layer} that were captured are shown, and no others`, () => {
      const start = detailsOf(data)[0]?.layers.find(({ name }) => name === layer)?.start ?? 0;
      for (let kept = start; kept < data.length; kept++) {
        const cut = data.subarray(0, kept);
        const shown = fieldsOf(cut, layer).filter((field) => !field.startsWith('Name:'));
        assert.deepEqual(shown, fields.slice(0, shown.length), `${kept} bytes`);
        const bytes =
          shown
            .join('')
            .match(/\(([\da-f]+)\)(?=[A-Z]|$)/g)
            ?.join('')
            .replaceAll(/[()]/g, '').length ?? 0;
        assert.ok(bytes / 2 <= kept - start);
      }
    });
  }

  test('of an IPv4 fragment are its place, and that more follow', () => {
    const [first, last] = ipv4Parts.map((data) => fieldsOf(data, 'IPv4')[4]);
    assert.deepEqual(
      [first, last],
      ['Fragment: offset 0, more (2000)', 'Fragment: offset 16 (0002)'],
    );
  });

  test('of a header with options are their bytes', () => {
    const options = bytesOf(
      `${macs} 0800 4600 0018 0000 0000 40 01 0000 0a000004 0a000005 01010100`,
    );
    assert.equal(fieldsOf(options, 'IPv4').at(-1), 'Options: 01010100 (01010100)');
  });

  test('of TCP are all of its flags', () => {
    const all = Buffer.from(segment);
    all.writeUInt8(0xff, 47);
    assert.equal(fieldsOf(all, 'TCP')[5], 'Flags: FIN, SYN, RST, PSH, ACK, URG, ECE, CWR (ff)');
  });

  test('of ARP have addresses only for Ethernet and IPv4', () => {
    for (const sizes of ['08 04', '06 10']) {
      const other = bytesOf(`${macs} 0806 0001 0800 ${sizes} 0001 ${'00'.repeat(40)}`);
      assert.deepEqual(fieldsOf(other, 'ARP').slice(4), ['Operation: request (0001)']);
    }
    const inverse = bytesOf(`${macs} 0806 0001 0800 06 04 0009 ${'00'.repeat(20)}`);
    assert.equal(fieldsOf(inverse, 'ARP')[4], 'Operation: 9 (0009)');
  });

  test('of a DNS query have the bytes of its name, whatever they are', () => {
    const [flags, name] = [1, -1].map((at) =>
      fieldsOf(udpFrame(dnsMessage(7, 'a\tb.test')), 'DNS').at(at),
    );
    assert.equal(flags, 'Flags: query (0100)');
    assert.equal(name, 'Name: a\\009b.test (036109620474657374 00)'.replace(' 00', '00'));
    const root = Buffer.concat([dnsMessage(7, '').subarray(0, 12), bytesOf('00 0001 0001')]);
    assert.equal(fieldsOf(udpFrame(root), 'DNS').at(-1), 'Name: . (00)');
  });
});

describe('the layers of a packet', () => {
  test('have their positions, and a row', () => {
    const [detail] = detailsOf(segment);
    assert.deepEqual(
      detail?.layers.map(({ name, start }) => [name, start]),
      [
        ['Ethernet', 0],
        ['IPv4', 14],
        ['TCP', 34],
      ],
    );
    assert.deepEqual(
      [detail.row.number, detail.row.protocol, detail.bytes],
      [1, 'TCP', segment.toString('hex')],
    );
    assert.equal('reassembled' in detail, false);
  });

  test('in a datagram that came in fragments refer to the whole of it', () => {
    const last = detailsOf(...ipv4Parts)[1];
    assert.deepEqual(
      last?.layers.map(({ name, start, isReassembled }) => [name, start, isReassembled]),
      [
        ['Ethernet', 0, undefined],
        ['IPv4', 14, undefined],
        ['TCP', 0, true],
      ],
    );
    assert.equal('isReassembled' in (last.layers[1] ?? {}), false);
    const port = last.layers[2]?.fields[1];
    assert.deepEqual([port?.value, last.reassembled?.slice(4, 8)], ['443 (https)', '01bb']);
    assert.equal(last.bytes, ipv4Parts[1]?.toString('hex'));
  });

  test('of other kinds have no fields', () => {
    assert.deepEqual(fieldsOf(bytesOf(`${macs} 88cc 0207`), 'LLDP'), []);
  });
});
