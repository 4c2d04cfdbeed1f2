import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { test } from 'node:test';

/** Runs the hook as azd does, with a fake Azure CLI that records its calls. */
function runHook(environment: Record<string, string>) {
  const folder = mkdtempSync(join(tmpdir(), 'az-'));
  try {
    const log = join(folder, 'log');
    writeFileSync(
      join(folder, 'az'),
      `#!/bin/sh\necho "$@" >> '${log}'\ncase "$*" in *listKeys*) echo '{"default": "secret"}';; esac\n`,
      { mode: 0o755 },
    );
    writeFileSync(log, '');
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [join(import.meta.dirname, 'deploy-alerts.ts')],
      {
        encoding: 'utf8',
        env: { PATH: [folder, process.env['PATH']].join(delimiter), ...environment },
      },
    );
    return { status, stdout, stderr, calls: readFileSync(log, 'utf8').trim().split('\n') };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const environment = {
  AZURE_SUBSCRIPTION_ID: '1',
  AZURE_RESOURCE_GROUP: 'rg-test',
  FUNCTION_APP_NAME: 'func-test',
};

test('the hook synchronises triggers, finds the key, and deploys the alerts', () => {
  const { status, stdout, stderr, calls } = runHook(environment);
  assert.equal(status, 0, stderr);
  assert.deepEqual(
    calls.map((call) => call.replace(/\/subscriptions.*\/sites\//, '')),
    [
      'rest --method post --url func-test/host/default/sync?api-version=2025-03-01 --only-show-errors',
      'rest --method post --url func-test/functions/postAlert/listKeys?api-version=2025-03-01 --only-show-errors',
      'deployment group create --name alerts --subscription 1 --resource-group rg-test --parameters alerts.bicepparam --output none --only-show-errors',
    ],
  );
  assert.doesNotMatch(stdout + stderr, /secret/);
});

test('the hook fails when azd did not run it, and names what is missing', () => {
  const { status, stderr, calls } = runHook({ ...environment, FUNCTION_APP_NAME: '' });
  assert.equal(status, 1);
  assert.match(stderr, /^FUNCTION_APP_NAME is not set\. Run this through azd/);
  assert.deepEqual(calls, ['']);
});
