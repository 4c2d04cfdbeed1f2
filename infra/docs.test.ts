import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

const root = join(import.meta.dirname, '..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');

/** Names of the app's settings, except those for local use. */
const names = [...read('src/settings.ts').matchAll(/^ {2}([A-Z][A-Z_]+): /gm)]
  .map(([, name = '']) => name)
  .filter((name) => !name.startsWith('LOCAL_'));

/** Settings that come from deployed resources, not from the environment. */
const derived = ['CAPTURE_STORAGE_ACCOUNT_ID', 'ALLOWED_SCOPES'];

/** Variables of the azd environment that the user does not choose. */
const setByAzd = ['AZURE_ENV_NAME', 'AZURE_LOCATION', 'FUNCTION_APP_NAME'];

/** True if a document contains a word in code format. */
const mentions = (document: string, word: string): boolean =>
  document.includes(`\`${word}\``) || document.includes(`\`${word}:`);

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
  assert.deepEqual(
    names.filter((name) => !mentions(guide, name)),
    [],
  );
});

test('every value of the azd environment is in the guide to deployment', () => {
  const guide = read('docs/deploy.md');
  const environment = ['infra/main.bicepparam', 'infra/alerts.bicepparam'].flatMap((file) =>
    [...read(file).matchAll(/readEnvironmentVariable\('([A-Z_]+)'/g)].map(([, name = '']) => name),
  );
  const others = environment.filter((name) => !names.includes(name) && !setByAzd.includes(name));
  assert.deepEqual(
    others.filter((name) => !mentions(guide, name)),
    [],
  );
  assert.ok(others.length > 20);
  // Container images and other tools set generic names, such as NODE_VERSION.
  assert.deepEqual(
    others.filter((name) => !name.startsWith('CAPTURE_')),
    [],
  );
});

test('every code that the app gives to a failure is in the guide to trouble', () => {
  const guide = read('docs/troubleshoot.md');
  const sources = globSync('src/**/*.ts', { cwd: root })
    .filter((file) => !file.endsWith('.test.ts'))
    .map(read);
  const patterns = [
    /new StepError\(\s*'(\w+)'/g,
    /code: '([A-Z]\w+)'/g,
    /export const (?:sessionNameTaken|agentMissing) = '(\w+)'/g,
  ];
  const codes = patterns.flatMap((pattern) =>
    sources.flatMap((source) => [...source.matchAll(pattern)].map(([, code = '']) => code)),
  );
  const kinds = [...read('src/triggers/problem.ts').matchAll(/^ {2}\| '([a-z-]+)';?$/gm)];
  assert.ok(kinds.length > 5 && codes.length > 25);
  codes.push(...kinds.map(([, kind = '']) => kind));
  // The app reports UnknownSchema as unknown-schema.
  const known = new Set(['UnknownSchema']);
  assert.deepEqual(
    [...new Set(codes)].filter((code) => !known.has(code) && !mentions(guide, code)),
    [],
  );
});

test('every line of host.json is explained', () => {
  const guide = read('docs/host-json.md');
  const keys: string[] = [];
  JSON.parse(read('host.json'), (key, value: unknown) => {
    if (key !== '' && typeof value !== 'object') keys.push(key);
  });
  // These describe the file and are not settings.
  const plain = new Set(['version', 'id', 'isEnabled']);
  assert.deepEqual(
    keys.filter(
      (key) => !plain.has(key) && !guide.includes(key.replace(/^DurableTask\..*/, 'DurableTask.*')),
    ),
    [],
  );
});
