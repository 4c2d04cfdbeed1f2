import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { apiFiles } from './describe-api.ts';

test('the description of the API is current: npm run describe:api', async () => {
  for (const [path, text] of Object.entries(await apiFiles())) {
    assert.equal(await readFile(new URL(`../${path}`, import.meta.url), 'utf8'), text, path);
  }
});
