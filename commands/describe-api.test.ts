import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { apiDescription } from './api-description.ts';
import { apiFiles } from './describe-api.ts';

const read = (path: string): Promise<string> =>
  readFile(new URL(`../${path}`, import.meta.url), 'utf8');

test('the description of the API is that of its routes and answers: npm run describe:api', async () => {
  const description: unknown = JSON.parse(await read('src/triggers/openapi.json'));
  assert.deepEqual(JSON.parse(JSON.stringify(apiDescription())), description);
});

test('the files that describe the API are current: npm run describe:api', async () => {
  for (const [path, text] of Object.entries(await apiFiles())) {
    assert.equal(await read(path), text, path);
  }
});
