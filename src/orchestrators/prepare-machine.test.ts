import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { count, fail, ok, runCapture as run, watcher } from '../test-support/run-capture.ts';

describe('a machine without the agent', () => {
  const lacksIt = fail('AgentMissing');

  test('fails, unless the operator wants it installed', async () => {
    const { outcome } = await run({ resolveWatcher: lacksIt });
    assert(outcome.end === 'failed');
    assert.equal(outcome.failure.code, 'AgentMissing');
  });

  test('is captured after the agent was installed', async () => {
    let looks = 0;
    const { outcome, names, seconds } = await run(
      {
        resolveWatcher: () => (looks < 3 ? lacksIt : ok(watcher)),
        installAgent: () => ok(++looks < 3 ? 'installing' : 'installed'),
      },
      [],
      { installAgent: true },
    );
    assert.equal(outcome.end, 'timeLimit');
    assert.equal(count(names, 'installAgent'), 3);
    assert.equal(seconds, 66);
  });

  test('fails when that takes too long', async () => {
    const { outcome, seconds } = await run(
      { resolveWatcher: lacksIt, installAgent: ok('installing') },
      [],
      { installAgent: true },
    );
    assert(outcome.end === 'failed');
    assert.equal(outcome.failure.code, 'AgentNotInstalled');
    assert.equal(seconds, 600);
  });
});
