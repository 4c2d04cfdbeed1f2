import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { describe, test } from 'node:test';
import { loadSettings, SettingsError } from '../src/settings.ts';

const root = new URL('..', import.meta.url);
const readme = await readFile(new URL('README.md', root), 'utf8');
const sources = await readFile(new URL('src/settings.ts', root), 'utf8');

const required = {
  CAPTURE_STORAGE_ACCOUNT_ID:
    '/subscriptions/s/resourceGroups/g/providers/Microsoft.Storage/storageAccounts/captures',
};
const rows = readme.matchAll(/^\| `([A-Z_]+)`\s*\| (\S+)\s*\| ([^|]+)\|/gm);
const settings = [...rows].map(([, name = '', byDefault = '', range = '']) => ({
  name,
  byDefault,
  range: range.trim(),
}));

describe("the README's table of settings", () => {
  test('has every setting and no other', () => {
    const inSources = [...sources.matchAll(/^ {2}([A-Z_]+): /gm)].map(([, name]) => name);
    const inTable = settings.map(({ name }) => name);
    assert.deepEqual(
      inSources.filter((name) => !name?.startsWith('LOCAL_')),
      inTable,
    );
  });

  for (const { name, byDefault, range } of settings) {
    const [, least, most] = /^(\d+) to (\d+)$/.exec(range) ?? [];
    if (least === undefined || most === undefined) continue;
    test(`has the default and the range of ${name}`, () => {
      const load = (value?: number): unknown =>
        loadSettings({ ...required, ...(value === undefined ? {} : { [name]: String(value) }) });
      assert.deepEqual(load(Number(byDefault)), load());
      load(Number(least));
      load(Number(most));
      assert.throws(() => load(Number(least) - 1), SettingsError);
      assert.throws(() => load(Number(most) + 1), SettingsError);
    });
  }
});

test('the README is short, and its commands exist', async () => {
  assert.ok(readme.split('\n').length <= 150);
  const { scripts } = JSON.parse(await readFile(new URL('package.json', root), 'utf8')) as {
    scripts: Record<string, string>;
  };
  for (const [, name = ''] of readme.matchAll(/npm run ([\w:]+)/g)) assert.ok(scripts[name], name);
});
