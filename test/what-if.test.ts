import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { fromFile, type Recording } from 'local-host/replay';
import type { Outcome } from '../src/captures/outcome.ts';
import { captureRequest, startVirtualCapture } from './support/virtual-capture.ts';

/* Runs in a process of its own: the SDK registers the functions of an app once in a process. */

/** The event of an activity's n-th result. */
function resultOf({ history }: Recording, activity: string, occurrence: number): number {
  const scheduled = history.filter((each) => 'Name' in each && each.Name === activity);
  const eventId = scheduled[occurrence - 1]?.EventId;
  return history.findIndex((each) => 'TaskScheduledId' in each && each.TaskScheduledId === eventId);
}

describe('alternative ends of a capture that timed out', () => {
  test('when the session had stopped', async () => {
    const recording = await fromFile('test/histories/timed-out.json');
    await using host = await startVirtualCapture();
    const stopped = { state: 'stopped', stopReason: 'Manual', errors: [] };
    const looks = host.activity('queryCapture').fake(() => ({ ok: true, value: stopped }));
    const fork = { event: resultOf(recording, 'stopCapture', 1) };
    const instance = await host.fork<Outcome>(recording, fork);
    const outcome = await instance.result();
    assert.equal(outcome.end, 'timedOut');
    assert.equal(looks.calls.length, 1);
    assert(instance.history().length < recording.history.length);
  });

  test('when the session had ended by itself before', async () => {
    const recording = await fromFile('test/histories/timed-out.json');
    await using host = await startVirtualCapture();
    const result = {
      ok: true,
      value: { state: 'stopped', stopReason: 'TimeExceeded', errors: [] },
    };
    const stop = recording.history.findIndex(
      (each) => 'Name' in each && each.Name === 'stopCapture',
    );
    const event = recording.history.findLastIndex(
      (each, index) => index < stop && 'TaskScheduledId' in each,
    );
    const instance = await host.fork<Outcome>(recording, { event, result });
    const outcome = await instance.result();
    assert.equal(outcome.end, 'timeLimit');
    assert.equal(host.activity('stopCapture').calls.length, 0);
    assert.equal(host.activity('deleteCapture').calls.length, 1);
  });
});

describe('a capture of seven days', () => {
  test('is tested in virtual time, with the seven days in its history', async () => {
    const seconds = 7 * 24 * 60 * 60;
    await using host = await startVirtualCapture({ endsAfterSeconds: seconds });
    const request = captureRequest({ timeLimitSeconds: seconds });
    await (await host.start('captureOnAlert', request, 'long')).end();
    const { output } = host.instance<Outcome>('long:0').view();
    assert.equal(output?.end, 'timeLimit');
    assert.equal(output.endedAt.slice(0, 10), '2026-11-27');
    assert(host.activity('queryCapture').calls.length <= 60);
  });
});
