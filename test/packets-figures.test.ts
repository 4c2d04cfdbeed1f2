import assert from 'node:assert/strict';
import { createReadStream, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { captureFile } from '../packages/azure-simulator/src/traffic/capture.ts';
import {
  dnsMessage,
  ipv4Frame,
  udpFrame,
  writeCapture,
} from '../src/test-support/capture-files.ts';
import {
  extendedFrame,
  ipv4Parts,
  ipv6Parts,
  linkEncapsulations,
  tunnelEncapsulations,
} from '../src/test-support/encapsulations.ts';
import { parseFilter } from '../src/traffic/filter/parse-filter.ts';
import type { PacketRow } from '../src/traffic/packets/packet-row.ts';
import { flagsOf } from '../src/traffic/packets/packet-row.ts';
import { scanPackets } from '../src/traffic/packets/scan-packets.ts';
import { recordLoopback } from './support/loopback-traffic.ts';
import { unlessInstalled } from './support/tools.ts';
import { run } from './support/tshark.ts';

const skip = unlessInstalled('tshark', 'tcpdump', 'dumpcap', 'editcap');
const fields =
  'frame.len ip.src ip.dst ipv6.src ipv6.dst tcp.srcport tcp.dstport udp.srcport udp.dstport sctp.srcport sctp.dstport tcp.flags tcp.len _ws.col.Protocol'.split(
    ' ',
  );
/** Protocols that both tools name. */
const comparable = new Set(['TCP', 'UDP', 'ICMP', 'ICMPv6', 'ARP', 'DNS', 'QUIC', 'SCTP']);
/** tshark reassembles segments before it names their protocol; the app names each segment. */
const inTcp = (name: string): string => (/^(TLS|SSL|HTTP)/.test(name) ? 'TCP' : name);

describe("packets and filters equal tshark's and tcpdump's", { skip }, () => {
  const directory = mkdtempSync(join(tmpdir(), 'packets-'));
  after(() => rmSync(directory, { recursive: true }));
  const files = ['loopback.pcap', 'simulated.pcap'].map((name) => join(directory, name));

  before(async () => {
    const [loopback = '', simulated = ''] = files;
    await recordLoopback(`${loopback}ng`);
    run('editcap', ['-F', 'pcap', `${loopback}ng`, loopback]);
    const startedAt = Date.UTC(2026, 10, 1);
    const capture = { seed: 'packets', localAddress: '10.0.0.4', startedAt, filters: [] };
    const content = captureFile(
      { ...capture, bytesPerPacket: 0, totalBytes: 0 },
      startedAt + 300_000,
    );
    writeFileSync(simulated, content);
  });

  const rowsOf = async (file: string, text = ''): Promise<PacketRow[]> => {
    const { rows } = await scanPackets(createReadStream(file), {
      filter: parseFilter(text),
      text,
      page: { offset: 0, limit: 1e6 },
      toTheEnd: true,
      fileBytes: statSync(file).size,
    });
    return rows;
  };

  for (const [index, name] of ['loopback', 'simulated'].entries()) {
    test(`the columns of ${name} traffic, frame by frame`, async () => {
      const file = files[index] ?? '';
      const rows = await rowsOf(file);
      const columns = columnsOf(file);
      for (const [at, shown] of columns.entries()) assertColumns(rows[at], shown, at + 1);
      assert.equal(rows.length, columns.length);
    });

    for (const filter of [
      'tcp',
      'udp port 53',
      'not tcp and not udp',
      'tcp[tcpflags] & (tcp-syn|tcp-fin) != 0',
      'tcp[tcpflags] & tcp-rst != 0 and port 53 or udp',
      'src net 127.0.0.0/8 or dst net 10.0.0.0/24',
      'portrange 1-1024 and greater 100',
      'host 10.0.0.4 and less 200',
    ]) {
      test(`"${filter}" keeps what tcpdump prints of ${name} traffic`, async () => {
        const file = files[index] ?? '';
        const printed = run('tcpdump', ['-n', '-t', '-r', file, filter]);
        const count = printed.split('\n').filter((line) => /^\S/.test(line)).length;
        assert.equal((await rowsOf(file, filter)).length, count);
      });
    }
  }

  test('the columns of each link type and encapsulation, frame by frame', async () => {
    const file = join(directory, 'layers.pcapng');
    const found = [...linkEncapsulations, ...tunnelEncapsulations].filter(
      ({ layers }) => !notByTshark.test(layers),
    );
    const more = [
      ...[extendedFrame, ...ipv6Parts, ...ipv4Parts],
      ipv4Frame(
        132,
        Buffer.from('0bb80bb80000000000000000030000101122334400000000000000000', 'hex'),
      ),
      udpFrame(Buffer.from(`c300000001088394c8f03e515708${'00'.repeat(1200)}`, 'hex'), {
        toPort: 443,
      }),
      udpFrame(dnsMessage(7, 'example.org')),
    ].map((data) => ({ data, linkType: 1 }));
    const frames = [...found, ...more].map((frame, at) => ({ ...frame, time: 1.7e15 + at * 1e6 }));
    writeFileSync(file, writeCapture(frames, { format: 'pcapng', isLittle: true, isNano: false }));
    const rows = await rowsOf(file);
    const shown = columnsOf(file);
    assert.equal(shown.length, frames.length);
    for (const [at, columns] of shown.entries()) {
      assertColumns(rows[at], columns, at + 1);
      if (at < found.length) assert.equal(columns.get('tcp.len'), '5', found[at]?.layers);
    }
  });
});

/**
 * tshark does not know two of the link types, wants checksums in two, and takes the last four bytes of
 * FabricPath as one.
 */
const notByTshark = /^(Cisco HDLC|Frame Relay) with direction|^DOCSIS|^netANALYZER|FabricPath/;

/** The innermost value of each field that tshark shows, by frame. */
function columnsOf(file: string): Map<string, string>[] {
  const shown = fields.flatMap((field) => ['-e', field]);
  const parameters = ['-n', '-r', file, '-T', 'fields', '-E', 'occurrence=l', ...shown];
  const lines = run('tshark', parameters).split('\n').slice(0, -1);
  return lines.map((line) => {
    const values = line.split('\t').map((value, index) => [fields[index] ?? '', value] as const);
    return new Map(values.filter(([, value]) => value !== ''));
  });
}

function assertColumns(row: PacketRow | undefined, shown: Map<string, string>, at: number): void {
  assert.ok(row !== undefined);
  const protocol = inTcp(shown.get('_ws.col.Protocol') ?? '');
  const one = (...names: string[]): string | undefined =>
    names.map((name) => shown.get(name)).find((value) => value !== undefined);
  assert.equal(row.length, Number(shown.get('frame.len')), `length of ${at}`);
  if (comparable.has(protocol)) assert.equal(inTcp(row.protocol), protocol, `frame ${at}`);
  if (protocol === 'ICMP') return; // It carries the addresses and ports of the packet that it is about.
  const source = one('ip.src', 'ipv6.src');
  if (source !== undefined) {
    const destination = one('ip.dst', 'ipv6.dst');
    assert.deepEqual([row.source, row.destination], [source, destination], `addresses of ${at}`);
  }
  const from = one('tcp.srcport', 'udp.srcport', 'sctp.srcport');
  const to = one('tcp.dstport', 'udp.dstport', 'sctp.dstport');
  assert.deepEqual(
    [row.sourcePort, row.destinationPort],
    from === undefined ? [undefined, undefined] : [Number(from), Number(to)],
    `ports of ${at}`,
  );
  const flags = shown.get('tcp.flags');
  if (flags === undefined) return;
  assert.ok(row.info.includes(`[${flagsOf(Number(flags))}]`), row.info);
  assert.ok(row.info.includes(`Len=${shown.get('tcp.len')}`), `${row.info} of ${at}`);
}
