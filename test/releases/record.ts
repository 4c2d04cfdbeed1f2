import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { stateVersion } from '../../src/captures/state-version.ts';
import { alertFor, newMachine } from '../support/alerts.ts';
import { startVirtualStack } from '../support/virtual-stack.ts';
import { hubFile, settings, type ReleasedState } from './released-state.ts';

/* Records the state of this release: a task hub with a capture that runs, one that waits, and one that ended. */

const subscriptionId = '7c1f4f0a-2b6d-4c1e-9a53-0d5c2f7e8b11';
const { version } = JSON.parse(await readFile('package.json', 'utf8')) as { version: string };
const folder = join(import.meta.dirname, version);
const stateDirectory = await mkdtemp(join(tmpdir(), 'record-state-'));
const stack = await startVirtualStack(settings, {
  start: Date.parse('2026-11-28T12:00:00Z'),
  stateDirectory,
});
const { host, simulator } = stack;

const sendAlert = async (name: string): Promise<string> => {
  const body = alertFor(newMachine(name, subscriptionId));
  const response = await host.fetch('/api/alerts', { method: 'POST', body });
  return ((await response.json()) as { id: string }).id;
};
const untilStage = (alert: string, wanted: string): Promise<unknown> =>
  host
    .instance<unknown, { stage: string }>(`${alert}:0`)
    .runUntil(({ customStatus }) => customStatus?.stage === wanted);

const ended = await sendAlert('ended');
await host.instance(ended).end();
await host.advance('1m');
const running = await sendAlert('running');
await untilStage(running, 'capturing');
const waiting = await sendAlert('waiting');
await untilStage(waiting, 'waiting');
await host.idle();

const sessions = (await simulator.sessions()).value.filter(({ listed }) => listed);
const state: ReleasedState = {
  version: stateVersion,
  recordedAt: new Date(host.clock.now()).toISOString(),
  subscriptionId,
  alerts: { ended, running, waiting },
  sessions: sessions.map(({ id, name, requested }) => ({ id, name, requested })),
};
await stack[Symbol.asyncDispose]();

await mkdir(folder, { recursive: true });
const database = new DatabaseSync(join(stateDirectory, hubFile));
database.exec('PRAGMA journal_mode = DELETE');
database.prepare('VACUUM INTO ?').run(join(folder, hubFile));
database.close();
await rm(stateDirectory, { recursive: true });
await writeFile(join(folder, 'state.json'), `${JSON.stringify(state, undefined, 2)}\n`);
