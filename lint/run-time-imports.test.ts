import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, test } from 'node:test';
import { runTimeImports } from './run-time-imports.ts';

const root = mkdtempSync(join(tmpdir(), 'run-time-imports-'));
after(() => rmSync(root, { recursive: true }));

const files: Record<string, string> = {
  'src/stories/story.ts': `import { one } from '../steps/one.ts';
    import type { Later } from '../steps/types-only.ts';
    import * as df from 'durable-functions';
    export * from './re-exported.ts';`,
  'src/stories/story.test.ts': `import '../steps/for-tests.ts';`,
  'src/stories/re-exported.ts': `export type { Later } from '../steps/types-only.ts';`,
  'src/steps/one.ts': `import { type Two, two } from './two.ts';`,
  'src/steps/two.ts': `import './one.ts';`,
  'src/steps/types-only.ts': '',
  'src/steps/for-tests.ts': '',
};
for (const [path, code] of Object.entries(files)) {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), code);
}

test('follows imports and re-exports through other folders, except types and tests', () => {
  assert.deepEqual(runTimeImports('src/stories', root), [
    'src/steps/one.ts',
    'src/steps/two.ts',
    'src/stories/re-exported.ts',
    'src/stories/story.ts',
  ]);
});
