import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import fc from 'fast-check';
import { VirtualClock } from '../clock/virtual-clock.ts';
import type { Host } from '../host.ts';
import { Database } from '../store/database.ts';
import { isNotWritten } from '../store/group-commit.ts';
import { isEnded } from '../model/instance.ts';
import { startFunctions } from '../test-support/start-host.ts';
import { programs, randomProgramApp, type Step } from '../test-support/random-programs.ts';

/** Runs a program on a host whose commits fail where `faults` says so, in turn. */
async function run(steps: Step[], faults: readonly boolean[], t: TestContext) {
  const errors: string[] = [];
  const host = await startFunctions(t, randomProgramApp(), {
    clock: new VirtualClock({ skipIdleTime: true }),
    onLog: ({ level, message }) => {
      if (level === 'error') errors.push(message);
    },
  });
  const left = [...faults];
  const commit = t.mock.method(Database.prototype, 'commit', function (this: Database) {
    if (left.shift()) throw new Error('database or disk is full');
    this.prepare('COMMIT').run();
  });
  try {
    await insist(() =>
      host.engine.hub.start({ name: 'program', id: 'random', input: json(steps) }),
    );
    for (const step of steps) {
      if (step.do !== 'event') continue;
      await insist(() => host.engine.hub.raiseEvent('random', 'Go', '"gone"'));
    }
    const { status, output } = await ended(host);
    return { status, output, errors, lost: host.engine.store.lost };
  } finally {
    commit.mock.restore();
    await host.stop();
  }
}

const json = JSON.stringify;

/** As a client does that was told that nothing was written. */
async function insist(request: () => Promise<unknown>): Promise<void> {
  for (;;) {
    try {
      await request();
      return;
    } catch (error) {
      assert(isNotWritten(error), String(error));
    }
  }
}

async function ended({ engine }: Host) {
  for (;;) {
    const instance = engine.hub.get('random');
    if (isEnded(instance)) {
      await engine.store.settled().catch(() => undefined);
      const now = engine.hub.get('random');
      if (isEnded(now)) return now;
    }
    await new Promise(setImmediate);
  }
}

test('what could not be written is done again, and comes to the same', async (t) => {
  let lost = 0;
  await fc.assert(
    fc.asyncProperty(
      programs,
      fc.array(fc.boolean(), { minLength: 3, maxLength: 20 }),
      async (steps, faults) => {
        const undisturbed = await run(steps, [], t);
        const disturbed = await run(steps, faults, t);
        assert.deepEqual(undisturbed.errors, []);
        assert.equal(undisturbed.status, 'Completed');
        assert.equal(disturbed.status, 'Completed', disturbed.output ?? '');
        assert.equal(disturbed.output, undisturbed.output);
        lost += disturbed.lost;
        for (const message of disturbed.errors) assert.match(message, /Make room on its disk/);
      },
    ),
    { numRuns: 60 },
  );
  assert(lost > 60);
});
