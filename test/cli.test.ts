import assert from 'node:assert/strict';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { after, describe, test } from 'node:test';
import { AppClient } from '../commands/app-client.ts';
import type { StackAddress } from '../commands/stack.ts';
import { alertFor, newMachine } from './support/alerts.ts';
import { processesWith, waitUntilGone } from './support/processes.ts';
import { Run } from './support/run.ts';
import { SimulatorClient } from './support/simulator-client.ts';
import { waitFor } from './support/wait-for.ts';

const directory = await mkdtemp(join(tmpdir(), 'alert-capture-cli-'));
after(() => rm(directory, { recursive: true, force: true }));

const start = (...args: string[]): Run =>
  new Run(process.execPath, ['commands/start.ts', ...args], { CAPTURE_TIME_LIMIT_SECONDS: '2' });

async function addressOf(run: Run): Promise<StackAddress> {
  const [line] = await run.prints(/^\{.*\}$/m);
  return JSON.parse(line) as StackAddress;
}

async function capturesOf(address: StackAddress): Promise<{ id: string; state: string }[]> {
  const response = await new AppClient(address).call('captures');
  assert.equal(response.status, 200);
  return ((await response.json()) as { captures: { id: string; state: string }[] }).captures;
}

describe('npm start', { concurrency: true }, () => {
  test('prints its addresses, keeps its state private, and leaves no process at Ctrl-C', async () => {
    const state = join(directory, 'private');
    await mkdir(state, { mode: 0o755 });
    using run = new Run('npm', ['start', '--', '--json', '--state', state]);
    const address = await addressOf(run);
    assert.deepEqual(Object.keys(address), [
      'app',
      'functionKey',
      'systemKey',
      'masterKey',
      'simulator',
      'blob',
      'notifications',
    ]);
    assert.deepEqual(await capturesOf(address), []);
    const received = await fetch(address.notifications);
    assert.deepEqual(await received.json(), []);
    assert.equal((await fetch(`${address.simulator}/_simulator/ledger`)).status, 200);
    assert.ok((await fetch(`${address.blob}?comp=list`)).headers.has('x-ms-request-id'));
    assert.ok((await processesWith(state)).length >= 4 || process.platform !== 'linux');

    const names = await readdir(state, { recursive: true });
    assert.ok(names.some((name) => name.startsWith('azurite')));
    for (const name of ['.', ...names]) {
      const entry = await stat(join(state, name));
      const wanted = entry.isDirectory() ? 0o700 : 0o600;
      assert.equal(entry.mode & 0o777, wanted, name);
    }

    using reset = start('--reset', '--state', state);
    assert.equal(await reset.exitCode(), 1);
    assert.match(reset.stderr, /is in use by a running process, so the state is not removed/);
    assert.deepEqual(await capturesOf(address), []);

    run.signal('SIGINT');
    await run.exitCode();
    const lines = run.stdout.split('\n').filter((line) => line !== '' && !line.startsWith('>'));
    assert.deepEqual(lines, [JSON.stringify(address)]);
    await waitUntilGone(state);
    await assert.rejects(fetch(address.app));
  });

  test('continues from its state after a kill, removes it with --reset, and names a part that ended', async () => {
    const state = join(directory, 'killed');
    using first = start('--json', '--state', state);
    const address = await addressOf(first);
    await new SimulatorClient(address.simulator).beInstant();
    const id = await new AppClient(address).postAlert(alertFor(newMachine('web-01')));
    first.signal('SIGKILL');
    await first.exitCode();

    using second = start('--json', '--state', state);
    assert.deepEqual(await addressOf(second), address);
    await waitFor(
      'the end of the capture',
      () => capturesOf(address),
      ([capture]) => capture?.state === 'ended',
    );
    const notifications = (await (await fetch(address.notifications)).json()) as { id: string }[];
    assert.deepEqual(
      notifications.map((event) => event.id),
      [id],
    );
    second.signal('SIGTERM');
    assert.equal(await second.exitCode(), 0, second.stderr);
    await waitUntilGone(state);

    using third = start('--json', '--state', state, '--reset');
    assert.deepEqual(await capturesOf(await addressOf(third)), []);

    // A part that ends by itself ends the others.
    const parts = await processesWith(state);
    const simulator = parts.find(({ command }) => command.includes('azure-simulator'));
    if (simulator === undefined) {
      assert.notEqual(process.platform, 'linux');
      third.signal('SIGTERM');
      return;
    }
    process.kill(simulator.pid, 'SIGKILL');
    assert.equal(await third.exitCode(), 1);
    assert.match(third.stderr, /The simulator ended unexpectedly \(SIGKILL\)/);
    await waitUntilGone(state);
  });

  test('reports an unusable state directory in one sentence', async () => {
    using run = start('--state', 'package.json');
    assert.equal(await run.exitCode(), 1);
    assert.equal(
      run.stderr.trim(),
      `The state directory ${resolve('package.json')} cannot be used (EEXIST). Name a directory that you may write to with --state.`,
    );
  });

  test('prints an error of the settings once', async () => {
    const state = join(directory, 'settings');
    using run = new Run(process.execPath, ['commands/start.ts', '--state', state], {
      CAPTURE_LIMIT: 'many',
      CAPTURE_TIME_LIMIT_SECOND: '5',
    });
    assert.equal(await run.exitCode(), 1);
    assert.equal(run.stderr.split('CAPTURE_LIMIT is "many"').length, 2, run.stderr);
  });

  test('reports a port that is in use', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    using run = start('--port', String(port), '--state', join(directory, 'taken'));
    assert.equal(await run.exitCode(), 1);
    assert.match(run.stderr, new RegExp(`Port ${port}, meant for app, is in use`));
    server.close();
  });

  for (const [args, message] of [
    [['--port', 'http'], /'http' is invalid\. It must be a whole number from 0 to 65535/],
    [['--time-scale', '-1'], /It must be a number above 0/],
    [['--prot', '1'], /unknown option '--prot'.*Did you mean --port/s],
    [['--reset', '--state', 'src'], /src is not a state directory/],
  ] as const) {
    test(`reports the error in ${args.join(' ')}`, async () => {
      using run = start(...args);
      assert.equal(await run.exitCode(), 1);
      assert.match(run.stderr, message);
      assert.equal(existsSync('src/index.ts'), true);
    });
  }
});
