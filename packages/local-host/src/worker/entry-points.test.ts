import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { findEntryPoints } from './entry-points.ts';

describe('.funcignore', () => {
  let directory: string;
  const names = (files: string[]) => files.map((file) => basename(file));
  const write = (name: string, text: string) => writeFile(join(directory, name), text);

  before(async () => {
    directory = await mkdtemp(join(tmpdir(), 'entry-points-'));
    await mkdir(join(directory, 'dist/deep'), { recursive: true });
    await write('package.json', '{ "main": "dist/**/*.js" }');
    for (const file of ['a.js', 'a.test.js', 'b.js', 'deep/c.test.js']) {
      await write(join('dist', file), '');
    }
  });
  after(() => rm(directory, { recursive: true }));

  test('excludes files of "main" that would not be deployed, in the syntax of .gitignore', async () => {
    await write('.funcignore', '# tests\n*.test.js\n/dist/b.*\n');
    assert.deepEqual(names(await findEntryPoints(directory)), ['a.js']);
  });

  test('does not exclude what is named on the command line', async () => {
    await write('.funcignore', 'dist\n');
    const files = names(await findEntryPoints(directory, 'dist/*.test.js'));
    assert.deepEqual(files, ['a.test.js']);
  });

  test('does not apply to files outside the folder of the app', async () => {
    await mkdir(join(directory, 'app'));
    await write('app/.funcignore', '*.js\n');
    await write('app/package.json', '{ "main": "../dist/a*.js" }');
    assert.deepEqual(names(await findEntryPoints(join(directory, 'app'))), ['a.js', 'a.test.js']);
  });

  test('is named when it excludes everything', async () => {
    await write('.funcignore', 'dist\n');
    await assert.rejects(findEntryPoints(directory), {
      code: 'app-main-missing',
      message: /that \.funcignore does not exclude matches/,
    });
  });
});
