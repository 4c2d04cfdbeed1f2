import assert from 'node:assert/strict';
import { createReadStream, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { captureFile } from '../packages/azure-simulator/src/traffic/capture.ts';
import type { TrafficSummary } from '../src/traffic/summarize.ts';
import { summarize } from '../src/traffic/summarize.ts';
import { recordLoopback } from './support/loopback-traffic.ts';
import { unlessInstalled } from './support/tools.ts';
import { run, Tshark } from './support/tshark.ts';

const skip = unlessInstalled('tshark', 'dumpcap', 'editcap', 'mergecap');

/** The figures of tshark and of the app must be equal. */
describe("figures of a capture's traffic equal tshark's", { skip }, () => {
  const directory = mkdtempSync(join(tmpdir(), 'traffic-'));
  after(() => rmSync(directory, { recursive: true }));
  const file = (name: string): string => join(directory, name);

  before(async () => {
    await recordLoopback(file('loopback.pcapng'));
    run('editcap', ['-F', 'pcap', file('loopback.pcapng'), file('micro.pcap')]);
    run('editcap', ['-F', 'nsecpcap', file('loopback.pcapng'), file('nano.pcap')]);
    run('editcap', ['-s', '80', '-F', 'pcap', file('loopback.pcapng'), file('short.pcap')]);
    // Everything is repeated half a second and some microseconds later. Not whole ones: a round
    // trip of zero counts as missing in tshark.
    run('editcap', ['-t', '0.5', file('micro.pcap'), file('later.pcap')]);
    run('editcap', ['-t', '0.0000205', file('nano.pcap'), file('soon.pcap')]);
    run('mergecap', ['-w', file('again.pcapng'), file('micro.pcap'), file('later.pcap')]);
    run('mergecap', ['-w', file('doubled.pcapng'), file('nano.pcap'), file('soon.pcap')]);
    const startedAt = Date.UTC(2026, 10, 1);
    const capture = { seed: 'figures', localAddress: '10.0.0.4', startedAt, filters: [] };
    const simulated = captureFile(
      { ...capture, bytesPerPacket: 0, totalBytes: 0 },
      startedAt + 300_000,
    );
    writeFileSync(file('simulated.pcap'), simulated);
    writeFileSync(file('cut.pcap'), simulated.subarray(0, Math.floor(simulated.length / 2)));
  });

  const names = [
    'loopback.pcapng',
    'nano.pcap',
    'short.pcap',
    'again.pcapng',
    'doubled.pcapng',
    'simulated.pcap',
    'cut.pcap',
  ];
  for (const name of names) {
    test(name, async () => {
      const summary = await summarize(createReadStream(file(name)));
      compare(summary, new Tshark(file(name)));
      const isCut = name === 'cut.pcap';
      assert.equal(summary.file.problem?.includes('it ends within'), isCut ? true : undefined);
    });
  }

  test('the loopback capture has the expected traffic', async () => {
    const { traffic } = await summarize(createReadStream(file('loopback.pcapng')));
    assert.deepEqual(traffic.tcp.handshakes, {
      tried: 12,
      completed: 8,
      refused: 4,
      unanswered: 0,
      abandoned: 0,
    });
    assert.ok(traffic.tcp.resets >= 4);
    assert.deepEqual(traffic.dns.failures, { NXDOMAIN: 3, SERVFAIL: 2 });
    assert.equal(traffic.dns.unanswered, 1);
  });
});

function compare({ traffic }: TrafficSummary, tshark: Tshark): void {
  const { packets, bytes, timeline } = traffic;
  assert.deepEqual({ packets, bytes }, tshark.total());

  const step = timeline?.stepSeconds ?? 0;
  assert.deepEqual(timeline?.packets, tshark.packetsEvery(step, timeline?.packets.length ?? 0));

  const layers = tshark.protocols();
  for (const [name, layer] of Object.entries({
    IPv4: 'ip',
    IPv6: 'ipv6',
    TCP: 'tcp',
    UDP: 'udp',
  })) {
    const volume = traffic.protocols.find((protocol) => protocol.name === name);
    assert.equal(volume?.packets ?? 0, layers.get(layer) ?? 0, name);
  }

  assert.equal(traffic.tcp.connections, tshark.connections());
  assert.equal(traffic.tcp.retransmissions, tshark.retransmissions());
  assert.equal(traffic.tcp.resets, tshark.resets());
  assert.deepEqual(traffic.dns.failures, tshark.dnsFailures());

  const trips = tshark.roundTrips();
  assert.equal(traffic.tcp.roundTrip?.count ?? 0, trips.length);
  if (traffic.tcp.roundTrip === undefined) return;
  const { min, max } = traffic.tcp.roundTrip;
  assert.ok(Math.abs(min - Math.min(...trips)) < 0.002, `${min} for ${Math.min(...trips)} ms`);
  assert.ok(Math.abs(max - Math.max(...trips)) < 0.002, `${max} for ${Math.max(...trips)} ms`);
}
