import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Outcome } from '../src/captures/outcome.ts';
import { alertFor, newMachine } from './support/alerts.ts';
import { Run } from './support/run.ts';
import { TestStack } from './support/test-stack.ts';

test('the built app, as deployed to Azure, captures', async () => {
  using build = new Run('npm', ['run', 'build']);
  assert.equal(await build.exitCode(), 0, build.stdout);
  await using stack = await TestStack.start({
    main: null,
    settings: { CAPTURE_TIME_LIMIT_SECONDS: '1' },
  });
  const id = await stack.client.postAlert(alertFor(newMachine('web-01')));
  const { view, notifications } = await stack.endOf(id);
  assert.equal((view.targets as Outcome[])[0]?.end, 'timeLimit', view.summary);
  assert.equal(notifications.length, 1);
});
