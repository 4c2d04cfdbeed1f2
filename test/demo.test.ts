import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { countPackets } from '../commands/pcap-packets.ts';
import { waitUntilGone } from './support/processes.ts';
import { Run } from './support/run.ts';

const directory = await mkdtemp(join(tmpdir(), 'alert-capture-demo-'));
after(() => rm(directory, { recursive: true, force: true }));

/** Runs the demo with its own directory for temporary files, which its processes have on their command lines. */
async function demo(env: Record<string, string> = {}): Promise<Run & { place: string }> {
  const place = await mkdtemp(join(directory, 'run-'));
  const run = new Run(process.execPath, ['commands/demo.ts'], { TMPDIR: place, ...env });
  return Object.assign(run, { place });
}

describe('npm run demo', { concurrency: true }, () => {
  test('shows the way of an alert to a file and a notification', async () => {
    using run = await demo();
    assert.equal(await run.exitCode(), 0, run.stderr);
    assert.match(run.stdout, /^curl -i http:\/\/127\.0\.0\.1:\d+\/api\/alerts/m);
    assert.match(run.stdout, /^ {2}captures/m);
    assert.match(run.stdout, /captured/);
    assert.doesNotMatch(run.stdout, /specversion/);
    assert.ok(run.stdout.split('\n').length < 40, run.stdout);
    const [, packets = ''] = /The file: (\d+) packets/.exec(run.stdout) ?? [];
    const [, copy = ''] = /^copied to +(\S+\.cap)/m.exec(run.stdout) ?? [];
    assert.equal(countPackets(await readFile(copy)), Number(packets));
    await waitUntilGone(run.place);
  });

  test('leaves nothing behind at Ctrl-C while it starts', async () => {
    using run = await demo();
    await run.prints(/^Starting/m);
    run.signal('SIGINT');
    assert.equal(await run.exitCode(), 130);
    await waitUntilGone(run.place);
  });

  test('reports what failed', async () => {
    using run = await demo({ CAPTURE_STORAGE_ACCOUNT_ID: 'nowhere' });
    assert.equal(await run.exitCode(), 1);
    assert.match(run.stderr, /The app did not start/);
    assert.match(run.stderr, /CAPTURE_STORAGE_ACCOUNT_ID is "nowhere"; it must be/);
    await waitUntilGone(run.place);
  });
});
