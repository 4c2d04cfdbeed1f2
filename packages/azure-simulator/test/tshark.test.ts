import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { captureFile } from '../src/traffic/capture.ts';

const missing = spawnSync('sh', ['-c', 'command -v tshark']).status !== 0;
const skip = missing && 'tshark is not on the PATH';

for (const bytesPerPacket of [0, 34, 96]) {
  test(`Wireshark's tools read a capture of ${bytesPerPacket} bytes per packet`, { skip }, (t) => {
    const directory = mkdtempSync(join(tmpdir(), 'capture-'));
    t.after(() => rmSync(directory, { recursive: true }));
    const path = join(directory, 'one.cap');
    const startedAt = Date.UTC(2026, 10, 1);
    const filters: never[] = [];
    const capture = { seed: 'tshark', localAddress: '10.0.0.4', startedAt, filters };
    writeFileSync(
      path,
      captureFile({ ...capture, bytesPerPacket, totalBytes: 0 }, startedAt + 120_000),
    );

    const info = run('capinfos', ['-T', '-r', '-c', '-t', '-E', '-o', path]).split('\t');
    assert.ok(info.some((field) => field.startsWith('pcap')));
    assert.ok(
      info.some((field) => field.trim() === 'True'),
      'in strict order of time',
    );

    const checks = ['ip', 'tcp', 'udp'].flatMap((one) => ['-o', `${one}.check_checksum:TRUE`]);
    const complaints =
      '_ws.malformed || ip.checksum.status == 0 || tcp.checksum.status == 0 || udp.checksum.status == 0 || icmp.checksum.status == 0';
    assert.equal(run('tshark', ['-r', path, ...checks, '-Y', complaints]), '');
    if (bytesPerPacket > 0) return;
    const kinds = [
      ...['arp', 'dns', 'icmp', 'http.response', 'tls'],
      ...['tcp.analysis.retransmission', 'tcp.flags.reset == 1'],
    ];
    // A row with the frames and bytes that each filter keeps.
    const table = run('tshark', ['-q', '-r', path, '-z', ['io,stat,0', ...kinds].join()]);
    const [, row = ''] = /<>[^|]*\|(.*)/.exec(table) ?? [];
    const numbers = row.match(/\d+/g)?.map(Number) ?? [];
    for (const [index, kind] of kinds.entries()) assert.ok((numbers[2 * index] ?? 0) > 0, kind);
  });
}

function run(command: string, parameters: string[]): string {
  return execFileSync(command, parameters, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}
