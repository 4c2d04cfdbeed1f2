import assert from 'node:assert/strict';
import { createReadStream, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { captureFile } from '../packages/azure-simulator/src/traffic/capture.ts';
import { parseFilter } from '../src/traffic/filter/parse-filter.ts';
import type { PacketRow } from '../src/traffic/packets/packet-row.ts';
import { flagsOf } from '../src/traffic/packets/packet-row.ts';
import { scanPackets } from '../src/traffic/packets/scan-packets.ts';
import { recordLoopback } from './support/loopback-traffic.ts';
import { unlessInstalled } from './support/tools.ts';
import { run } from './support/tshark.ts';

const skip = unlessInstalled('tshark', 'tcpdump', 'dumpcap', 'editcap');
const fields =
  'frame.len ip.src ip.dst tcp.srcport tcp.dstport udp.srcport udp.dstport tcp.flags _ws.col.Protocol'.split(
    ' ',
  );
/** Protocols that both tools name. */
const comparable = new Set(['TCP', 'UDP', 'ICMP', 'ARP', 'DNS']);
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
      const parameters = fields.flatMap((field) => ['-e', field]);
      const lines = run('tshark', [
        '-n',
        '-r',
        file,
        '-T',
        'fields',
        '-E',
        'occurrence=f',
        ...parameters,
      ])
        .split('\n')
        .filter((line) => line !== '');
      const rows = await rowsOf(file);
      assert.equal(rows.length, lines.length);
      for (const [at, row] of rows.entries()) {
        const [length, source, destination, tcpFrom, tcpTo, udpFrom, udpTo, flags, protocol = ''] =
          lines[at]?.split('\t') ?? [];
        assert.equal(row.length, Number(length), `length of ${at + 1}`);
        if (source) assert.deepEqual([row.source, row.destination], [source, destination]);
        if (comparable.has(inTcp(protocol))) {
          assert.equal(inTcp(row.protocol), inTcp(protocol), `frame ${at + 1}`);
        }
        if (protocol === 'ICMP') continue; // It carries the ports of the packet that it is about.
        const [from, to] = [tcpFrom || udpFrom, tcpTo || udpTo];
        assert.deepEqual(
          [row.sourcePort, row.destinationPort],
          from ? [Number(from), Number(to)] : [undefined, undefined],
          `ports of ${at + 1}`,
        );
        if (flags) assert.ok(row.info.includes(`[${flagsOf(Number(flags))}]`), row.info);
      }
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
});
