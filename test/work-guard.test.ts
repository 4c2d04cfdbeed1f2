import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test, type TestContext } from 'node:test';
import { buildPackage } from '../commands/build-package.ts';
import { measureApp } from '../commands/measure-app.ts';
import { startCountedApp, total, type CaptureWork } from './support/counted-app.ts';

/* Runs in a process of its own: the SDK registers the functions of an app once in a process. */

const counted = await startCountedApp();
after(() => counted[Symbol.asyncDispose]());

// Time depends on the machine; these counts do not. A change that exceeds a bound for a good reason
// raises the bound, which shows that a capture costs more.
describe('the work of a capture', async () => {
  await counted.capture();
  // The sweep runs once a minute and may fall into one of the two.
  const captures = [await counted.capture(), await counted.capture()];
  const least = (work: (capture: CaptureWork) => number) => Math.min(...captures.map(work));
  const seen = JSON.stringify(captures, null, 2);

  // One for the start, one for each turn and one for each batch of the entity.
  test('is few commits', () => assert(least(({ commits }) => commits) <= 21, seen));

  test('is few events of history', () => assert(least(({ events }) => total(events)) <= 75, seen));

  test('is few calls to Resource Manager', () =>
    assert(least(({ armCalls }) => total(armCalls)) <= 10, seen));
});

test('few files are loaded at the start', async (t) => {
  const target = process.env.E2E_PACKAGE ?? (await packageOf(t));
  const { filesLoaded } = await measureApp(join(target, 'index.js'), [target]);
  assert(filesLoaded <= 20, `${filesLoaded} files`);
});

/** The package, built for a test. */
async function packageOf(t: TestContext): Promise<string> {
  const target = await mkdtemp(join(tmpdir(), 'alert-capture-package-'));
  t.after(() => rm(target, { recursive: true }));
  await buildPackage(process.cwd(), target);
  return target;
}
