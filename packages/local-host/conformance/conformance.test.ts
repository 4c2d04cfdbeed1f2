import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { knownDifferences } from './suite/differences.ts';
import { fixtureFiles } from './suite/fixtures.ts';
import { startLocalTarget } from './suite/local-target.ts';
import { remoteTarget } from './suite/remote-target.ts';
import { runAll, type Outcomes } from './suite/run.ts';

/* Runs in a process of its own, since it takes half a minute. */

const remote = remoteTarget(process.env);
const files = await fixtureFiles();
const known = await knownDifferences();

describe('conformance with the recordings of the real host:', () => {
  let outcomes: Outcomes;

  before(async () => {
    outcomes = remote
      ? await runAll(remote, { seconds: 60, knownToDiffer: new Set() }, 1)
      : await runAll(
          ({ app }) => startLocalTarget(new URL(`${app}/`, import.meta.url)),
          { seconds: 10, knownToDiffer: known },
          3,
        );
  });

  for (const file of files) {
    test(file, (context) => {
      if (remote && !outcomes.has(file)) {
        context.skip('needs a host of its own');
        return;
      }
      const found = outcomes.has(file) ? outcomes.get(file) : 'It was not compared.';
      if (remote || !known.has(file)) {
        assert.ok(found === undefined, found);
      } else {
        assert.ok(found !== undefined, 'It is as recorded: take it out of docs/conformance.md.');
      }
    });
  }

  test('docs/conformance.md names only recordings', () => {
    assert.deepEqual(
      [...known].filter((name) => !files.includes(name)),
      [],
    );
  });
});
