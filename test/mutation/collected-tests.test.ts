import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as collected from './collected-tests.ts';

/** Runs the chosen tests of this text, and returns what happened, in order. */
async function happenings(isChosen: (id: string) => boolean): Promise<string[]> {
  const seen: string[] = [];
  const note = (what: string) => () => void seen.push(what);
  const { run } = await collected.collect(() => {
    collected.test('alone', note('alone'));
    collected.describe('a suite', () => {
      collected.before(note('before'));
      collected.after(note('after'));
      collected.beforeEach(note('before each'));
      collected.afterEach(note('after each'));
      collected.test('first', (context) => context.after(note('cleanup')));
      collected.describe('inside', () => {
        collected.test('fails', () => assert.fail('as expected'));
      });
      collected.test('skipped', { skip: true }, note('skipped'));
    });
    return Promise.resolve();
  });
  await run(isChosen, {
    begins: (id) => seen.push(`> ${id}`),
    ended: (_id, failure) =>
      seen.push(`< ${failure instanceof Error ? failure.message : 'passed'}`),
  });
  return seen;
}

test('collected tests run with the hooks of their suites', async () => {
  assert.deepEqual(await happenings(() => true), [
    ...['> alone', 'alone', '< passed', 'before'],
    ...['> a suite > first', 'before each', 'after each', 'cleanup', '< passed'],
    ...['> a suite > inside > fails', 'before each', 'after each', '< as expected', 'after'],
  ]);
});

test('suites without a chosen test are passed over, with their hooks', async () => {
  assert.deepEqual(await happenings((id) => id === 'alone'), ['> alone', 'alone', '< passed']);
});
