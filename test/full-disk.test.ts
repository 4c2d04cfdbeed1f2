import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { appendFileSync, rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { AppClient } from '../commands/app-client.ts';
import type { StackAddress } from '../commands/stack.ts';
import { alertFor, newMachine } from './support/alerts.ts';
import { processesWith, waitUntilGone } from './support/processes.ts';
import { Run } from './support/run.ts';
import { waitFor } from './support/wait-for.ts';

/* The whole of `npm start` on a disk of its own that becomes full: a tmpfs in a mount namespace of its own. */

const directory = await mkdtemp(join(tmpdir(), 'alert-capture-disk-'));
after(() => rm(directory, { recursive: true, force: true }));

const namespace = ['--user', '--map-root-user', '--mount'];
const skip =
  spawnSync('unshare', [...namespace, 'true']).status === 0
    ? false
    : 'a process may not have a mount namespace here';
const megabytes = 24;

function startOnItsDisk(): Run {
  const mount = `mount -t tmpfs -o size=${megabytes}m tmpfs ${directory}`;
  const command = `${process.execPath} commands/start.ts --json --state ${directory}/state`;
  return new Run('unshare', [...namespace, 'sh', '-c', `${mount} && exec ${command}`], {
    CAPTURE_TIME_LIMIT_SECONDS: '1',
  });
}

/** The disk as this process sees it. */
async function disk() {
  const all = await processesWith(`${directory}/state`);
  const { pid } = all.find(({ command }) => command.includes('commands/start.ts')) ?? assert.fail();
  const filler = `/proc/${pid}/root${directory}/filler`;
  return {
    fill: (): void => {
      for (let size = 1024 * 1024; size >= 1; size = Math.floor(size / 4)) {
        try {
          for (;;) appendFileSync(filler, Buffer.alloc(size));
        } catch (error) {
          assert.equal((error as NodeJS.ErrnoException).code, 'ENOSPC');
        }
      }
    },
    free: () => rmSync(filler),
  };
}

test('npm start survives a full disk, and continues when there is room', { skip }, async () => {
  using run = startOnItsDisk();
  const [line] = await run.prints(/^\{.*\}$/m);
  const address = JSON.parse(line) as StackAddress;
  const client = new AppClient(address);
  const post = async (): Promise<Response> =>
    client.call('alerts', { method: 'POST', body: alertFor(newMachine('web')) });
  const isEnded = async (id: string): Promise<boolean> =>
    (await client.capture(id)).state === 'ended';
  /** Errors of the host itself. The app logs each alert that it refuses. */
  const hostErrors = (): number =>
    run.stderr.split('\n').filter((text) => /Make room/.test(text) && !/"function"/.test(text))
      .length;

  const { fill, free } = await disk();
  const running = await client.postAlert(alertFor(newMachine('running')));
  fill();
  await waitFor('a refused alert', post, ({ status }) => status === 503);
  await waitFor(
    'an error of the host',
    async () => hostErrors(),
    (count) => count > 0,
  );
  for (let alerts = 0; alerts < 20; alerts++) {
    const refused = await post();
    assert.deepEqual([refused.status, refused.headers.has('retry-after')], [503, true]);
  }
  assert.equal((await client.call('captures')).status, 200);
  assert.equal(hostErrors(), 1, 'one line a minute, however often it tries');
  free();

  const accepted = await waitFor('an accepted alert', post, ({ status }) => status === 202);
  const { id } = (await accepted.json()) as { id: string };
  for (const one of [running, id]) {
    await waitFor('the end of a capture', () => isEnded(one), Boolean);
  }
  run.signal('SIGINT');
  assert.equal(await run.exitCode(), 0);
  await waitUntilGone(directory);
});
