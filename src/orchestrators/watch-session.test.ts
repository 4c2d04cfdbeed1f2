import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Ending, Observation } from '../captures/observation.ts';
import { timedOut } from '../captures/observation.ts';
import type { CaptureFacts } from '../captures/outcome.ts';
import type { Driven, World } from '../test-support/drive.ts';
import { drive } from '../test-support/drive.ts';
import { fail, fileUrl, machine, ok, target, watcher } from '../test-support/run-capture.ts';
import { storyStart } from '../test-support/run-story.ts';
import { CaptureRun } from '../workflow/capture-run.ts';
import { watchSession } from './watch-session.ts';

const session = { watcher, name: 's' };
const time = (seconds: number): string =>
  new Date(Date.parse(storyStart) + seconds * 1000).toISOString();

interface Case extends Pick<World, 'events' | 'takes'> {
  /** What the service says about the session; a number is the time from which it says so. */
  seen: (at: number) => unknown;
  stop?: unknown;
  isStopped?: boolean;
  plan?: Partial<typeof target.plan>;
}

interface Watched extends Driven<{ ending: Ending; facts: CaptureFacts }> {
  ending: Ending;
  stages: string[];
}

/** Watches a session of 60 seconds. */
function watch({ seen, stop = ok(undefined), isStopped = false, plan, ...world }: Case): Watched {
  const job = { plan: { ...target.plan, ...plan }, alert: target.alert, onResolved: 'stop' };
  const driven = drive(
    function* (context) {
      const run = new CaptureRun(context, job as never, {
        vm: machine.id,
        session: 's',
        warnings: [],
      });
      const ending = yield* watchSession(run, session, isStopped);
      return { ending, facts: run.facts };
    },
    {
      input: target,
      answer: ({ name, at }) => (name === 'stopCapture' ? stop : seen(at)),
      ...world,
    },
  );
  const stages = driven.statuses.map((status) => (status as { stage: string }).stage);
  return { ...driven, ending: driven.result.ending, stages };
}

const running = (startedAt?: number): unknown =>
  ok({ state: 'running', fileUrl, ...(startedAt !== undefined && { startedAt: time(startedAt) }) });
const stopped = (stopReason?: string, more: Partial<Observation> = {}): unknown =>
  ok({ state: 'stopped', fileUrl, errors: [], ...(stopReason && { stopReason }), ...more });
const gone = ok({ state: 'gone' });

const queries = (...times: number[]): string[] => times.map((at) => `${at} queryCapture`);

describe('the watch of a session', () => {
  test('polls until the service says that it stopped, and learns its file and start', () => {
    const { ending, calls, names, stages, result } = watch({
      seen: (at) => (at < 8 ? running() : at < 66 ? running(5) : stopped('TimeExceeded')),
    });
    assert.deepEqual(ending, { end: 'timeLimit' });
    assert.deepEqual(names, queries(2, 4, 8, 16, 31, 46, 61, 66));
    assert.deepEqual(
      calls.slice(0, 2).map(({ input }) => input),
      [
        { session, fileUrl: undefined },
        { session, fileUrl },
      ],
    );
    assert.deepEqual(stages, Array(7).fill('capturing'));
    const facts = { vm: machine.id, session: 's', warnings: [], fileUrl, startedAt: time(5) };
    assert.deepEqual(result.facts, facts);
  });

  test('expects the end by the start that the service gives, within its own times', () => {
    for (const [startedAt, lastPoll, shown] of [
      [-30, 61, time(-30)],
      [2, 63, time(2)],
      [600, 63, undefined],
    ] as const) {
      const { names, result } = watch({
        seen: (at) => (at < 61 ? running(startedAt) : stopped('TimeExceeded')),
      });
      assert.deepEqual(names, queries(2, 4, 8, 16, 31, 46, lastPoll));
      assert.equal(result.facts.startedAt, shown);
    }
  });

  test('takes a stop without a reason for the byte limit before the expected end', () => {
    for (const [from, more, takes, end] of [
      [31, {}, 0, 'byteLimit'],
      [61, {}, 0, 'timeLimit'],
      // It has lasted exactly as long as it was expected to.
      [61, { startedAt: time(1) }, 0, 'timeLimit'],
      // The clock has passed a longer time than the waits and calls account for.
      [2, {}, 1000, 'timeLimit'],
    ] as const) {
      const { ending } = watch({
        seen: (at) => (at < from ? running() : stopped('', more)),
        takes: { queryCapture: takes },
      });
      assert.deepEqual(ending, { end });
    }
  });

  test('continues while the session cannot be read', () => {
    for (const answer of [
      fail('Forbidden'),
      fail('ServerBusy', { transient: true }),
      gone,
      ok({ state: 'provisioning' }),
      ok({ state: 'unknown' }),
    ]) {
      const { ending, result } = watch({
        seen: (at) => (at < 40 ? answer : stopped('TimeExceeded', { startedAt: time(1) })),
      });
      assert.deepEqual(ending, { end: 'timeLimit' });
      assert.partialDeepStrictEqual(result.facts, { fileUrl, startedAt: time(1), warnings: [] });
    }
  });

  test('ends with the failure of a session that was not created', () => {
    const failure = { step: 'createCapture', code: 'AgentNotReady', message: 'm', advice: 'a' };
    const { ending, names } = watch({ seen: () => ok({ state: 'notCreated', failure }) });
    assert.deepEqual(ending, { end: 'failed', failure });
    assert.deepEqual(names, queries(2));
  });

  test('waits a minute for a session that the service does not know', () => {
    for (const [plan, lastPoll] of [
      [{}, 61],
      [{ timeLimitSeconds: 59 }, 60],
    ] as const) {
      const { ending, names } = watch({ seen: () => gone, plan });
      assert.equal(ending.end, 'lost');
      assert.deepEqual(names, queries(2, 4, 8, 16, 31, 46, lastPoll));
    }
  });

  test('waits no longer for an unknown session than it would for its end', () => {
    const plan = { timeLimitSeconds: 10, graceSeconds: 5 };
    const { ending, names } = watch({ seen: () => gone, plan });
    assert.equal(ending.end, 'lost');
    assert.deepEqual(names, queries(2, 4, 8, 11, 13, 16));
  });

  test('does not wait for a session that was there', () => {
    const { ending, names } = watch({ seen: (at) => (at < 4 ? running() : gone) });
    assert.equal(ending.end, 'lost');
    assert.deepEqual(names, queries(2, 4));
    assert.deepEqual(watch({ seen: () => gone, isStopped: true }).names, queries(2));
  });

  test('follows a session that was asked to stop before, whatever its start', () => {
    const plan = { graceSeconds: 20 };
    const { ending, names, stages } = watch({ seen: () => running(1), isStopped: true, plan });
    assert.deepEqual(ending, timedOut('It did not stop when the app asked it to.'));
    assert.deepEqual(names, queries(2, 4, 8, 16, 32));
    assert.deepEqual(stages, Array(4).fill('stopping'));
    assert.deepEqual(watch({ seen: () => stopped(), isStopped: true }).ending, { end: 'stopped' });
  });
});

describe('a signal to stop a session', () => {
  const events = [{ at: 20, name: 'stop' }];

  test('stops it at once, and the watch polls soon', () => {
    const { ending, calls, names, stages } = watch({
      seen: (at) => (at < 24 ? running() : stopped('Manual')),
      events,
    });
    assert.deepEqual(ending, { end: 'stopped' });
    assert.deepEqual(names, [...queries(2, 4, 8, 16), '20 stopCapture', ...queries(20, 22, 24)]);
    assert.deepEqual(calls.find(({ name }) => name === 'stopCapture')?.input, session);
    assert.deepEqual(stages, [
      ...['capturing', 'capturing', 'capturing', 'capturing'],
      ...['stopping', 'stopping', 'stopping'],
    ]);
  });

  test('interrupts a poll that gets no answer', () => {
    const { names, stages } = watch({
      seen: (at) => (at < 20 ? running() : stopped('Manual')),
      events,
      takes: { queryCapture: 30 },
    });
    assert.deepEqual(names, ['2 queryCapture', '20 stopCapture', '22 queryCapture']);
    assert.deepEqual(stages, ['stopping']);
  });

  test('that fails leaves the session to its own end', () => {
    const { ending, names, result } = watch({
      seen: (at) => (at < 61 ? running() : stopped('TimeExceeded')),
      stop: fail('Forbidden'),
      events,
    });
    assert.deepEqual(ending, { end: 'timeLimit' });
    assert.deepEqual(names, [
      ...queries(2, 4, 8, 16),
      '20 stopCapture',
      ...queries(20, 35, 50, 61),
    ]);
    assert.deepEqual(result.facts.warnings, ['The session s was not stopped (Forbidden): m a']);
  });
});

describe('a session that exceeds its time limit', () => {
  const plan = { graceSeconds: 12 };
  const polls = queries(2, 4, 8, 16, 31, 46, 61, 63, 66, 72, 84);

  test('is stopped after the grace period', () => {
    const { ending, names } = watch({
      seen: (at) => (at < 86 ? running() : stopped('Manual')),
      plan,
    });
    assert.equal(ending.end, 'timedOut');
    assert.deepEqual(names, [...polls, '84 stopCapture', '86 queryCapture']);
  });

  test('is given up after another grace period', () => {
    const { ending, names } = watch({ seen: () => running(), plan });
    assert.equal(ending.end, 'timedOut');
    assert.deepEqual(names, [...polls, '84 stopCapture', ...queries(86, 88, 92, 100)]);
  });

  test('has failed if its state cannot be read', () => {
    const { ending, logs } = watch({ seen: () => fail('Forbidden'), plan });
    const failure = { step: 'x', code: 'Forbidden', message: 'm', advice: 'a' };
    assert.deepEqual(ending, { end: 'failed', failure });
    assert.partialDeepStrictEqual(logs[0], { level: 'warn', event: 'failed', ...failure });
  });
});
