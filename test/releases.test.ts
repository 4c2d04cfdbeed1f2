import assert from 'node:assert/strict';
import { copyFile, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { allClaims, readSlotsState } from '../src/limit/slots-state.ts';
import { hubFile, settings, type ReleasedState } from './releases/released-state.ts';
import { alertFor, newMachine } from './support/alerts.ts';
import { startVirtualStack, type VirtualStack } from './support/virtual-stack.ts';

/* The state that each release left, and the app as it is now. `npm run record-state` records a release. */

const folder = join(import.meta.dirname, 'releases');
const entries = await readdir(folder, { withFileTypes: true });
const releases = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);

/** Starts the app on a copy of the state of a release, at the time of its record. */
async function upgrade(release: string): Promise<VirtualStack & { left: ReleasedState }> {
  const left = JSON.parse(
    await readFile(join(folder, release, 'state.json'), 'utf8'),
  ) as ReleasedState;
  await using running = new AsyncDisposableStack();
  const stateDirectory = await mkdtemp(join(tmpdir(), 'alert-capture-release-'));
  running.defer(() => rm(stateDirectory, { recursive: true }));
  await copyFile(join(folder, release, hubFile), join(stateDirectory, hubFile));
  const start = Date.parse(left.recordedAt);
  const stack = running.use(await startVirtualStack(settings, { start, stateDirectory }));
  for (const session of left.sessions) await stack.simulator.createSession(session);
  const all = running.move();
  return { ...stack, left, [Symbol.asyncDispose]: () => all.disposeAsync() };
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

for (const release of releases) {
  describe(`captures of release ${release}`, () => {
    test('continue under the current code, and new alerts are captured', async () => {
      await using stack = await upgrade(release);
      const { host, simulator, events, left } = stack;
      const { ended, running, waiting } = left.alerts;
      const endOf = async (id: string): Promise<void> => {
        const { output } = await host
          .instance<{ captures: { end: string; file?: unknown }[] }>(id)
          .end();
        const [capture] = output?.captures ?? [];
        assert.equal(capture?.end, 'timeLimit', JSON.stringify(output));
        assert.ok(capture.file !== undefined);
        await host.idle();
        assert.equal(events.filter((event) => event.id === id).length, 1);
      };

      await endOf(running);
      await host
        .instance<unknown, { stage: string }>(`${waiting}:0`)
        .runUntil(({ customStatus }) => customStatus?.stage === 'capturing');
      const during = await slotsAndList(stack);
      assert.equal(during.slots.length, 1);
      assert.deepEqual(during.slots, during.listed);

      const machine = newMachine('after', left.subscriptionId);
      const response = await host.fetch('/api/alerts', { method: 'POST', body: alertFor(machine) });
      const { id } = (await response.json()) as { id: string };
      await endOf(waiting);
      await endOf(id);
      await host.advance('1m');
      assert.deepEqual(await slotsAndList(stack), { slots: [], listed: [] });
      assert.equal((await simulator.watcherOf(left.subscriptionId))?.peakListed, 1);
      assert.ok(!events.some((event) => event.id === ended));
    });
  });
}
