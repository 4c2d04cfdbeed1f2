import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { loadHostApp } from '../host.ts';
import { createTestHost } from '../testing/index.ts';

const appDirectory = join(import.meta.dirname, '../../fixtures/apps/typescript');
const main = 'src/functions/*.ts';

describe('TypeScript as people write it for the compiler', () => {
  test('runs: enums, decorators, types and files imported by name alone, path aliases', async () => {
    await using host = await createTestHost({ appDirectory, main });
    assert.equal(await (await host.start('hello')).result(), 'Hello, Oslo!');
  });

  test('has the lines of its source in stacks', async () => {
    const { app } = await loadHostApp({ appDirectory, main });
    await assert.rejects(app.invoke('fail', { triggerData: { json: 'null' } }), (error: Error) => {
      assert.match(error.stack ?? '', /src\/functions\/orchestrate\.ts:17:11/);
      return true;
    });
  });

  test('names file, line and column of what it cannot parse', async (t) => {
    const directory = await mkdtemp(join(tmpdir(), 'typescript-'));
    t.after(() => rm(directory, { recursive: true }));
    await writeFile(join(directory, 'a.ts'), "import * as df from 'durable-functions';\nenum {}\n");
    await assert.rejects(loadHostApp({ appDirectory: directory, main: 'a.ts' }), {
      code: 'app-load-failed',
      message: /a\.ts:2:5/,
    });
  });
});
