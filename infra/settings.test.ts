import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

const read = (path: string): string => readFileSync(join(import.meta.dirname, '..', path), 'utf8');

/** The names of the app's settings, but for those that are for this machine alone. */
const names = [...read('src/settings.ts').matchAll(/^ {2}([A-Z][A-Z_]+): /gm)]
  .map(([, name = '']) => name)
  .filter((name) => !name.startsWith('LOCAL_'));

/** These come from what is deployed, not from the environment. */
const derived = ['CAPTURE_STORAGE_ACCOUNT_ID', 'ALLOWED_SCOPES'];

test('every setting of the app can be given to the deployment, and no other', () => {
  assert.ok(names.length > 10);
  const parameters = read('infra/main.bicepparam');
  const given = [...parameters.matchAll(/^ {2}([A-Z_]+): readEnvironmentVariable\('\1', ''\)/gm)];
  assert.deepEqual(
    new Set(given.map(([, name]) => name)),
    new Set(names.filter((name) => !derived.includes(name))),
  );
  const template = read('infra/main.bicep');
  for (const name of derived) assert.ok(template.includes(`${name}:`), name);
});

test('every setting of the app is in the guide for operators', () => {
  const guide = read('docs/operate.md');
  for (const name of names) assert.ok(guide.includes(`\`${name}\``), name);
});
