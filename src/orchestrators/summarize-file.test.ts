import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { drive } from '../test-support/drive.ts';
import { fail, file, ok, runCapture, target, traffic } from '../test-support/run-capture.ts';
import { summarizeFile } from './summarize-file.ts';

describe('the traffic of a capture', () => {
  test('is summarized after its slot is given back and its session deleted', async () => {
    const { outcome, names } = await runCapture();
    assert.deepEqual(outcome.traffic, traffic);
    assert.deepEqual(names.slice(-3), ['slot: release', 'deleteCapture', 'summarizeTraffic']);
  });

  test('is not summarized without a file', async () => {
    const { names } = await runCapture({ createCapture: fail('Forbidden') });
    assert(!names.includes('summarizeTraffic'));
  });

  test('does not hide the outcome when the summary fails', async () => {
    for (const summarizeTraffic of [
      fail('AuthorizationFailure', { message: 'No right to read.' }),
      () => {
        throw new Error('The process died.');
      },
    ]) {
      const { outcome } = await runCapture({ summarizeTraffic });
      assert(outcome.end === 'timeLimit');
      assert.deepEqual(outcome.file, file);
      assert.equal(outcome.traffic, undefined);
      assert.match(outcome.warnings.join(), /was not summarized .*(No right|failed)/);
    }
  });

  test('is in the outcome only if it is there within three minutes', async () => {
    const { outcome, seconds } = await runCapture({}, [], {}, {}, { summarizeTraffic: '4m' });
    assert.equal(outcome.end, 'timeLimit');
    assert.match(outcome.warnings.join(), /took longer than 180 seconds/);
    // An instance does not end before its activities.
    assert.equal(seconds, 66 + 240);
  });

  for (const [count, read, warnings] of [
    [1, 1, []],
    [10, 10, []],
    [12, 10, ['The traffic of 10 of 12 files was summarized.']],
  ] as const) {
    test(`is that of the first ten files: ${read} of ${count}`, () => {
      const { storageAccountId } = target.plan;
      const urls = Array.from({ length: count }, (_, n) => `https://x/dir/${n}.cap`);
      const files = urls.map((url) => ({ url, bytes: 1 }));
      const several = { url: urls[0] ?? '', bytes: count, fileCount: count, files };
      const facts = { vm: 'vm', warnings: [], endedAt: 'x' };
      const { calls, result } = drive(
        (context) =>
          summarizeFile(context, { ...facts, end: 'byteLimit', file: several }, storageAccountId),
        {
          answer: ({ input }) => {
            const { fileUrl } = input as { fileUrl: string };
            return ok({ summaryUrl: `${fileUrl}.json`, lines: ['one', 'two'] });
          },
        },
      );
      const chosen = urls.slice(0, read);
      assert.deepEqual(
        calls.map(({ input }) => input),
        chosen.map((fileUrl) => ({ fileUrl, storageAccountId })),
      );
      const lines = (n: number): string[] =>
        count > 1 ? [`${n}.cap: one`, `${n}.cap: two`] : ['one', 'two'];
      assert.deepEqual(result, {
        ...facts,
        end: 'byteLimit',
        file: several,
        traffic: {
          summaryUrl: 'https://x/dir/0.cap.json',
          lines: chosen.flatMap((_, n) => lines(n)),
        },
        warnings,
      });
    });
  }
});
