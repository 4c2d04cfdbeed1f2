import assert from 'node:assert/strict';
import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { workerData } from 'node:worker_threads';
import type { Outcome } from '../../src/captures/outcome.ts';
import { allClaims, readSlotsState } from '../../src/limit/slots-state.ts';
import { alertFor, newMachine } from '../support/alerts.ts';
import { startVirtualStack, type VirtualStack } from '../support/virtual-stack.ts';
import { hubFile, readState, settings, type ReleasedState } from './released-state.ts';

/*
 * Starts the app on a copy of the state of a release, at the time of its record, and follows the captures to
 * their end. It runs in its own thread, because a thread can load the app with one environment only.
 */

/** What a thread of this module is started with. */
export interface Upgrade {
  release: string;
  /** True to give the instances a version that no release has. */
  isOtherVersion: boolean;
}

type UpgradedStack = VirtualStack & { left: ReleasedState };

async function start({ release, isOtherVersion }: Upgrade): Promise<UpgradedStack> {
  const left = await readState(release);
  await using running = new AsyncDisposableStack();
  const stateDirectory = await mkdtemp(join(tmpdir(), 'alert-capture-release-'));
  running.defer(() => rm(stateDirectory, { recursive: true }));
  const file = join(stateDirectory, hubFile);
  await copyFile(join(import.meta.dirname, release, hubFile), file);
  if (isOtherVersion) haveOtherVersion(file);
  const time = Date.parse(left.recordedAt);
  const stack = running.use(await startVirtualStack(settings, { start: time, stateDirectory }));
  for (const session of left.sessions) await stack.simulator.createSession(session);
  const all = running.move();
  return { ...stack, left, [Symbol.asyncDispose]: () => all.disposeAsync() };
}

/** Gives the inputs of all instances a version that no release has. */
function haveOtherVersion(file: string): void {
  const database = new DatabaseSync(file);
  const other = (column: string, quote: string): string =>
    `${column} = replace(${column}, '${quote}version${quote}:', '${quote}version${quote}:90')`;
  database.exec(`UPDATE instances SET ${other('input', '"')}`);
  database.exec(`UPDATE history SET ${other('events', String.raw`\"`)}`);
  database.close();
}

/** Names of the sessions that hold a slot, and of those that the watcher lists. */
async function slotsAndList({ host, simulator }: VirtualStack) {
  const { state, unreadable } = readSlotsState(host.entityState('captureSlots', 'all'));
  assert.equal(unreadable, 0);
  const { value } = await simulator.sessions();
  return {
    slots: allClaims(state).map(({ claim }) => claim.session),
    listed: value.filter(({ listed }) => listed).map(({ name }) => name),
  };
}

/** Sends an alert for a new machine. Returns the id of its capture. */
async function sendAlert({ host, left }: UpgradedStack): Promise<string> {
  const body = alertFor(newMachine('after', left.subscriptionId));
  const response = await host.fetch('/api/alerts', { method: 'POST', body });
  return ((await response.json()) as { id: string }).id;
}

/** Waits until an instance has reported its capture, which has this end. */
async function checkEnd({ host, events }: VirtualStack, id: string, end: string): Promise<void> {
  const { output } = await host.instance<{ captures: Outcome[] }>(id).end();
  const [capture] = output?.captures ?? [];
  assert.equal(capture?.end, end, JSON.stringify(output));
  assert.equal('file' in capture, end !== 'skipped');
  await host.idle();
  assert.equal(events.filter((event) => event.id === id).length, 1);
}

/** True after all captures have ended. */
async function checkRest(stack: UpgradedStack): Promise<void> {
  const { host, simulator, events, left } = stack;
  await host.advance('1m');
  assert.deepEqual(await slotsAndList(stack), { slots: [], listed: [] });
  assert.equal((await simulator.watcherOf(left.subscriptionId))?.peakListed, 1);
  assert.ok(!events.some((event) => event.id.startsWith(left.alerts.ended)));
}

async function followSameVersion(stack: UpgradedStack): Promise<void> {
  const { running, waiting } = stack.left.alerts;
  await checkEnd(stack, running, 'timeLimit');
  await stack.host
    .instance<unknown, { stage: string }>(`${waiting}:0`)
    .runUntil(({ customStatus }) => customStatus?.stage === 'capturing');
  const { slots, listed } = await slotsAndList(stack);
  assert.equal(slots.length, 1);
  assert.deepEqual(slots, listed);
  const added = await sendAlert(stack);
  await checkEnd(stack, waiting, 'timeLimit');
  await checkEnd(stack, added, 'timeLimit');
}

async function followOtherVersion(stack: UpgradedStack): Promise<void> {
  const { host, left, events } = stack;
  const { running, waiting } = left.alerts;
  // An instance that has started no capture yet.
  const unclaimed = 'alert-capture-unclaimed';
  await host.start('captureOnAlert', await inputOf(host, running), unclaimed);
  const added = await sendAlert(stack);
  await checkEnd(stack, `${running}:0:finish`, 'stopped');
  await checkEnd(stack, `${waiting}:0:finish`, 'skipped');
  await checkEnd(stack, added, 'timeLimit');
  await host.advance('11m');
  const reports = events.filter((event) => event.id === `${unclaimed}:report`);
  assert.partialDeepStrictEqual(reports, [
    { data: { captures: [{ end: 'failed', failure: { code: 'InstanceFailed' } }] } },
  ]);
  assert.match(reports[0]?.data.links[0]?.page ?? '', /capture=alert-capture-unclaimed$/);
}

/** The input of an instance. */
async function inputOf(host: VirtualStack['host'], id: string): Promise<unknown> {
  const response = await host.fetch(`/runtime/webhooks/durabletask/instances/${id}`);
  return ((await response.json()) as { input: unknown }).input;
}

const upgrade = workerData as Upgrade;
await using stack = await start(upgrade);
await (upgrade.isOtherVersion ? followOtherVersion(stack) : followSameVersion(stack));
await checkRest(stack);
