import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { fail, file, runCapture, traffic } from '../test-support/run-capture.ts';

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
});
