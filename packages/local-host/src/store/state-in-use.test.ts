import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { HostError } from '../model/host-error.ts';
import { Database } from './database.ts';
import { assertNotInUse } from './state-in-use.ts';

test('a state is in use while a host has it open', (t) => {
  const directory = mkdtempSync(join(tmpdir(), 'state-in-use-'));
  t.after(() => {
    rmSync(directory, { recursive: true });
  });
  const file = join(directory, 'task-hub.sqlite');
  assertNotInUse(file);
  assert.ok(!existsSync(file), 'the question creates no file');
  const database = new Database(file, 'FULL');
  assert.throws(
    () => {
      assertNotInUse(file);
    },
    new HostError(
      'state-locked',
      `${file} is in use by a running process, so the state is not removed. Stop that process first, or name another state directory.`,
    ),
  );
  database.close();
  assertNotInUse(file);
  writeFileSync(file, 'damaged');
  assertNotInUse(file);
});
