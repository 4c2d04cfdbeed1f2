import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  capturedFrame,
  dnsMessage,
  ipv4Frame,
  tcpFrame,
  udpFrame,
} from '../../test-support/capture-files.ts';
import { after, bytesOf, macs } from '../../test-support/encapsulations.ts';
import { Dissector } from '../layers/dissect.ts';
import type { Packet } from '../layers/packet.ts';
import type { SegmentKind } from '../tcp/sequence-analysis.ts';
import type { Filter } from './filter.ts';
import { parseFilter } from './parse-filter.ts';

const dissect = (data: Buffer): Packet => new Dissector().dissect(capturedFrame(data, 1e15));
const passes = (
  filter: Filter,
  packet: Packet,
  kind?: SegmentKind,
  isDnsFailure = false,
): boolean => filter.matches({ packet, kind, isDnsFailure, start: 1e15 });

const body = Buffer.alloc(24);
const ethernet = (etherType: string): Packet => dissect(after(macs + etherType, Buffer.alloc(40)));
const ipv4 = (protocol: number): Packet => dissect(ipv4Frame(protocol, body));
const udp = (toPort: number, data: Buffer): Packet => dissect(udpFrame(data, { toPort }));
const ipv6 = (next: string): Packet =>
  dissect(after(`${macs} 86dd 60000000 0018 ${next} 40 ${'00'.repeat(32)}`, body));

describe('a protocol of the language', () => {
  /** Numbers of IANA: IEEE 802 Numbers, Protocol Numbers, Port Numbers. */
  const protocols: [word: string, packet: Packet][] = [
    ['arp', ethernet('0806')],
    ['rarp', ethernet('8035')],
    ['vlan', ethernet('8100')],
    ['mpls', ethernet('8847')],
    ['pppoes', ethernet('8864')],
    ['lldp', ethernet('88cc')],
    ['stp', dissect(after(`${macs} 0026 424203`, Buffer.alloc(35)))],
    ['ip6', ipv6('3b')],
    ['icmp6', ipv6('3a')],
    ['icmp', ipv4(1)],
    ['igmp', ipv4(2)],
    ['tcp', dissect(tcpFrame({}, 0))],
    ['gre', ipv4(47)],
    ['esp', ipv4(50)],
    ['ah', ipv4(51)],
    ['pim', ipv4(103)],
    ['vrrp', ipv4(112)],
    ['sctp', ipv4(132)],
    ['udp', udp(9, body)],
    ['dns', udp(53, dnsMessage(1, 'a.test'))],
    ['quic', udp(443, bytesOf('c000000001 00000000'))],
    ['vxlan', udp(4789, after('08000000 00000100', body))],
    ['geneve', udp(6081, after('00006558 00000100', body))],
  ];
  const carriers = new Set(['ip', 'udp', 'ip6']);
  for (const [word, packet] of protocols) {
    test(`${word} passes its packets and no others`, () => {
      const passed = protocols.filter(([, each]) => passes(parseFilter(word), each));
      const names = passed.map(([name]) => name);
      assert.ok(passes(parseFilter(word), packet));
      if (!carriers.has(word)) assert.deepEqual(names, [word]);
    });
  }

  test('ip and udp pass what they carry', () => {
    const passedBy = (word: string): string[] =>
      protocols.filter(([, each]) => passes(parseFilter(word), each)).map(([name]) => name);
    assert.deepEqual(passedBy('udp'), ['udp', 'dns', 'quic', 'vxlan', 'geneve']);
    assert.deepEqual(passedBy('ip6'), ['ip6', 'icmp6']);
    const others = ['arp', 'rarp', 'vlan', 'mpls', 'pppoes', 'lldp', 'stp', 'ip6', 'icmp6'];
    const names = protocols.map(([name]) => name);
    assert.deepEqual(
      passedBy('ip'),
      names.filter((name) => !others.includes(name)),
    );
  });
});

describe('a flag of the language', () => {
  const bits = { fin: 0x01, syn: 0x02, rst: 0x04, psh: 0x08, push: 0x08, ack: 0x10, urg: 0x20 };
  for (const [name, bit] of Object.entries(bits)) {
    test(`${name} passes the segments that have it`, () => {
      const passing = [0x01, 0x02, 0x04, 0x08, 0x10, 0x20].filter((flags) => {
        const packet = dissect(tcpFrame({ flags }, 0));
        const isPassing = passes(parseFilter(`flags ${name}`), packet);
        assert.equal(passes(parseFilter(`tcp[13] & tcp-${name} != 0`), packet), isPassing);
        return isPassing;
      });
      assert.deepEqual(passing, [bit]);
    });
  }

  test('of TCP passes no other packet', () => {
    assert.equal(passes(parseFilter('tcp[tcpflags] == 0'), ipv4(1)), false);
  });
});

describe('what an analysis says of a packet', () => {
  const kinds: SegmentKind[] = [
    'retransmission',
    'fast retransmission',
    'spurious retransmission',
    'out of order',
    'keep-alive',
    'duplicate acknowledgment',
    'previous segment not captured',
  ];
  const segment = dissect(tcpFrame({}, 0));
  const words: [word: string, passed: SegmentKind[]][] = [
    ['retransmission', kinds.slice(0, 3)],
    ['out-of-order', ['out of order']],
    ['keep-alive', ['keep-alive']],
    ['duplicate-ack', ['duplicate acknowledgment']],
  ];
  for (const [word, expected] of words) {
    test(`${word} passes ${expected.join(', ')}`, () => {
      const filter = parseFilter(word);
      assert.deepEqual(
        kinds.filter((kind) => passes(filter, segment, kind)),
        expected,
      );
      assert.equal(passes(filter, segment), false);
    });
  }

  test('dns-failure passes failed answers', () => {
    const answer = udp(53, dnsMessage(1, 'a.test'));
    const filter = parseFilter('dns-failure');
    assert.deepEqual(
      [passes(filter, answer, undefined, true), passes(filter, answer)],
      [true, false],
    );
  });
});

describe('addresses and ports', () => {
  const ends = { from: '10.0.0.4', to: '10.1.2.3', fromPort: 40_000, toPort: 443 };
  const segment = dissect(tcpFrame({}, 0, ends));
  const datagram = dissect(udpFrame(body, ends));
  const asks = bytesOf(
    `${macs} 0806 0001 0800 06 04 0001 000000000001 0a000004 000000000000 0a010203`,
  );
  const request = dissect(asks);
  const all = { segment, datagram, request };
  const cases: [filter: string, passed: (keyof typeof all)[]][] = [
    ['src host 10.0.0.4', ['segment', 'datagram', 'request']],
    ['dst host 10.0.0.4', []],
    ['src 10.1.2.3', []],
    ['dst 10.1.2.3', ['segment', 'datagram', 'request']],
    ['host 10.1.2.3', ['segment', 'datagram', 'request']],
    ['udp host 10.1.2.3', ['datagram']],
    ['tcp net 10.1', ['segment']],
    ['tcp host 10.1.2.4', []],
    ['arp host 10.0.0.4', ['request']],
    ['port 40000', ['segment', 'datagram']],
    ['src port 40000', ['segment', 'datagram']],
    ['dst port 40000', []],
    ['tcp src port 40000', ['segment']],
    ['tcp dst port 40000', []],
    ['udp src port 40000', ['datagram']],
    ['udp dst port 443', ['datagram']],
    ['tcp portrange 443-443', ['segment']],
    ['portrange 400-442', []],
    ['portrange 444-500', []],
    ['dst portrange 400-500', ['segment', 'datagram']],
    ['port 0', []],
    ['udp src 10.0.0.4', ['datagram']],
    ['tcp dst net 10.0.0.0/15', ['segment']],
  ];
  for (const [filter, expected] of cases) {
    test(`"${filter}" passes ${expected.join(', ') || 'none of them'}`, () => {
      const parsed = parseFilter(filter);
      const names = Object.keys(all) as (keyof typeof all)[];
      assert.deepEqual(
        names.filter((name) => passes(parsed, all[name])),
        expected,
      );
    });
  }
});
