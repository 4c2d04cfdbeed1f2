import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fromFile, type ReplayReport } from 'local-host/replay';
import { assembleHost, loadHostApp, type AssembledHost } from '../packages/local-host/src/host.ts';
import { Run } from './support/run.ts';
import { waitFor } from './support/wait-for.ts';

const APP = 'packages/local-host/fixtures/apps/replay';
const ROWS = 'packages/local-host/conformance/fixtures/histories/mixed.storage-rows.json';

async function replay(...args: string[]) {
  using run = new Run(process.execPath, ['commands/replay.ts', '--app', APP, ...args]);
  const exitCode = await run.exitCode();
  return { exitCode, stdout: run.stdout, stderr: run.stderr };
}

const reportOf = ({ stdout }: { stdout: string }) => JSON.parse(stdout) as ReplayReport;

describe('npm run replay', () => {
  let folder: string;
  let host: AssembledHost;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'replay-command-'));
    const app = await loadHostApp({ appDirectory: APP });
    host = await assembleHost({ ...app, stateDirectory: join(folder, 'state') });
    await host.start();
  });
  after(async () => {
    await host.stop();
    await rm(folder, { recursive: true });
  });

  async function mixed(id: string): Promise<string> {
    const { hub } = host;
    await hub.start({ name: 'mixed', id, input: '{"who":"me"}' });
    const view = () => hub.get(id);
    await waitFor('the stage', view, ({ customStatus }) => customStatus !== null);
    await hub.raiseEvent(id, 'Go', '{"n":3}');
    await waitFor('the end', view, ({ status }) => status === 'Completed');
    return id;
  }

  test('replays an instance of a running local host', async () => {
    const id = await mixed('local-1');
    const result = await replay(id, '--state', join(folder, 'state'), '--json', '--strict');
    assert.equal(result.exitCode, 0, result.stdout + result.stderr);
    const { turns, instance, replayed } = reportOf(result);
    assert.deepEqual(instance, { id, name: 'mixed' });
    assert.equal(turns.length, 5);
    assert.deepEqual(replayed.output, {
      a: 'Hello, {"city":"Tokyo"}!',
      e: { n: 3 },
      s: 'Hello, "child7"!',
    });
  });

  test('replays from a status URL', async () => {
    const id = await mixed('local-2');
    const url = `${host.url ?? ''}/runtime/webhooks/durabletask/instances/${id}?code=${host.keys.system}`;
    const result = await replay(url);
    assert.equal(result.exitCode, 0, result.stdout + result.stderr);
    assert.match(result.stdout, /guessed: The times of the turns are guesses/);
    assert.match(result.stdout, /The code fits the history/);
    assert.doesNotMatch(result.stdout + result.stderr, new RegExp(host.keys.system));
  });

  test('reports an invalid status URL without its key', async () => {
    const url = `${host.url ?? ''}/runtime/webhooks/durabletask/instances/x?code=wrong-key`;
    const { exitCode, stderr } = await replay(url);
    assert.equal(exitCode, 2);
    assert.match(stderr, /answered 401. Give the whole statusQueryGetUri/);
    assert.doesNotMatch(stderr, /wrong-key/);
  });

  test('lists the existing instances', async () => {
    await mixed('local-3');
    const { exitCode, stderr } = await replay('nope', '--state', join(folder, 'state'));
    assert.equal(exitCode, 2);
    assert.match(stderr, /does not contain instance "nope". The instances are: .*local-3/);
  });

  test('names a missing file, not the state of the local host', async () => {
    const { exitCode, stderr } = await replay(join(folder, 'missing.json'));
    assert.equal(exitCode, 2);
    assert.match(stderr, /^source-not-found: .*missing\.json cannot be read: ENOENT/);
  });

  test('does not wait for a debugger at an event that does not exist', async () => {
    const { exitCode, stderr } = await replay(ROWS, '--break-at', '999', '--inspect-brk', '0');
    assert.equal(exitCode, 2);
    assert.match(stderr, /^unknown-event: The history has no event 999; it has events 0 to \d+\./);
    assert.doesNotMatch(stderr, /Debugger listening/);
  });

  test('names the port that a debugger cannot have', async () => {
    const port = new URL(host.url ?? '').port;
    const { exitCode, stderr, stdout } = await replay(ROWS, '--inspect-brk', port);
    assert.equal(exitCode, 2, stdout);
    assert.match(stderr, new RegExp(`inspector-port-busy: .* port ${port}\\.`));
  });

  test('ends with 1 and the place when the code does not match', async () => {
    const rows = JSON.parse(await readFile(ROWS, 'utf8')) as { History: { Name?: string }[] };
    for (const row of rows.History) if (row.Name === 'say') row.Name = 'greet';
    const file = join(folder, 'renamed.json');
    await writeFile(file, JSON.stringify(rows));

    const result = await replay(file, '--json');
    assert.equal(result.exitCode, 1);
    const { divergence } = reportOf(result);
    assert.equal(divergence?.event, 2);
    assert.deepEqual([divergence.change, divergence.subject], ['renamed', 'activity greet']);
    assert.match(divergence.position[0]?.file ?? '', /orchestrators\.ts$/);

    const text = await replay(file);
    assert.equal(text.exitCode, 1);
    assert.match(
      text.stdout,
      /first at event 2 \(TaskScheduled\):\n +recorded +activity greet\n +scheduled activity say/,
    );
    assert.match(text.stdout, /was at mixed \(.*orchestrators\.ts:10:13\)/);
  });

  test('fails on warnings when asked to', async () => {
    const rows = JSON.parse(await readFile(ROWS, 'utf8')) as { History: { FireAt?: string }[] };
    for (const row of rows.History) if (row.FireAt) row.FireAt = '2026-11-22T20:42:50.0000000Z';
    const file = join(folder, 'timer.json');
    await writeFile(file, JSON.stringify(rows));
    const lenient = await replay(file);
    assert.equal(lenient.exitCode, 0);
    assert.match(lenient.stdout, /warning: event 6, timer changed/);
    assert.equal((await replay(file, '--strict')).exitCode, 1);
  });

  test('writes the history to a file that it can read again', async () => {
    const file = join(folder, 'exported.json');
    assert.equal((await replay(ROWS, '--export', file)).exitCode, 0);
    assert.deepEqual(await fromFile(file), await fromFile(ROWS));
  });
});
