import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { resetState } from './reset-state.ts';
import { StateDirectoryError } from './state-directory.ts';

test('a state is removed', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'state-'));
  await writeFile(join(directory, 'ports.json'), '{}');
  await resetState(directory);
  assert.equal(existsSync(directory), false);
});

test('a missing state is not an error', async () => {
  await resetState(join(tmpdir(), 'state-that-is-not-there'));
});

test('another directory is left alone', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'state-'));
  await writeFile(join(directory, 'thesis.txt'), '');
  await assert.rejects(resetState(directory), StateDirectoryError);
  assert.equal(existsSync(join(directory, 'thesis.txt')), true);
  await rm(directory, { recursive: true });
});
