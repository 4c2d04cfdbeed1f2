import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { describe, test } from 'node:test';
import { Worker } from 'node:worker_threads';
import { stateVersion } from '../src/captures/state-version.ts';
import { readState } from './releases/released-state.ts';
import type { Upgrade } from './releases/upgrade.ts';

/* The state that each release left, and the app as it is now. `npm run record-state` records a release. */

const entries = await readdir(new URL('releases/', import.meta.url), { withFileTypes: true });
const releases = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);

/** Rejects when an assertion fails. */
const follow = (workerData: Upgrade): Promise<unknown> =>
  once(new Worker(new URL('releases/upgrade.ts', import.meta.url), { workerData }), 'exit');

for (const release of releases) {
  const { version } = await readState(release);
  describe(`captures of release ${release}`, () => {
    if (version === stateVersion) {
      test('continue, and new alerts are captured', async () => {
        await follow({ release, isOtherVersion: false });
      });
    }

    test('are finished and reported by an app of another version, and new alerts are captured', async () => {
      await follow({ release, isOtherVersion: true });
    });
  });
}
