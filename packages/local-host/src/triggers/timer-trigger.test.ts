import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import type { ScheduleStatus } from '../store/schedules.ts';
import { parseSchedule } from './schedule.ts';
import { HandClock, settled } from '../test-support/hand-clock.ts';
import { TimerTrigger, type TimerInfo, type TimerTriggerOptions } from './timer-trigger.ts';

const at = (time: string) => `2026-01-01T${time}.000Z`;

describe('a timer', () => {
  let clock: HandClock;
  let runs: { at: string; info: TimerInfo }[];
  let kept: ScheduleStatus | undefined;
  let errors: unknown[];
  const monitor = {
    read: () => kept,
    write: (status: ScheduleStatus) => {
      kept = status;
      return Promise.resolve();
    },
  };
  const timer = (schedule: string, options: Partial<TimerTriggerOptions> = {}) =>
    new TimerTrigger({
      schedule: parseSchedule(schedule, 'UTC')!,
      runOnStartup: false,
      clock,
      run: (info) => {
        runs.push({ at: new Date(clock.now()).toISOString(), info });
        return Promise.resolve();
      },
      onError: (error) => errors.push(error),
      ...options,
    });
  const times = () => runs.map((run) => run.at);

  beforeEach(() => {
    clock = new HandClock(at('10:30:00'));
    runs = [];
    kept = undefined;
    errors = [];
  });

  test('runs at each occurrence with its schedule status', async () => {
    const hourly = timer('0 0 * * * *', { monitor });
    await hourly.start();
    assert.deepEqual(clock.alarms, [30 * 60]);
    await clock.goTo(at('13:15:00'));
    await hourly.stop();
    assert.deepEqual(times(), [at('11:00:00'), at('12:00:00'), at('13:00:00')]);
    assert.deepEqual(
      runs.slice(0, 2).map((run) => run.info),
      [
        {
          schedule: { adjustForDST: true },
          scheduleStatus: {
            last: '0001-01-01T00:00:00Z',
            next: at('11:00:00'),
            lastUpdated: at('10:30:00'),
          },
          isPastDue: false,
        },
        {
          schedule: { adjustForDST: true },
          scheduleStatus: {
            last: at('11:00:00'),
            next: at('12:00:00'),
            lastUpdated: at('11:00:00'),
          },
          isPastDue: false,
        },
      ],
    );
    assert.deepEqual(clock.alarms, []);
  });

  test('runs missed occurrences once, at the start, as past due', async () => {
    const before = timer('0 0 * * * *', { monitor });
    await before.start();
    await clock.goTo(at('11:30:00'));
    await before.stop();
    await clock.goTo(at('14:20:00'));
    const after = timer('0 0 * * * *', { monitor });
    await after.start();
    await clock.goTo(at('15:10:00'));
    await after.stop();
    assert.deepEqual(times(), [at('11:00:00'), at('14:20:00'), at('15:00:00')]);
    assert.deepEqual(
      runs.map((run) => run.info.isPastDue),
      [false, true, false],
    );
    assert.equal(runs[1]?.info.scheduleStatus?.next, at('12:00:00'));
  });

  test('without a monitor skips missed occurrences and has no status', async () => {
    await timer('0 0 * * * *').start();
    await clock.goTo(at('11:00:00'));
    assert.deepEqual(
      runs.map((run) => run.info.scheduleStatus),
      [null],
    );
  });

  test('runs at the start too when asked to, not as past due', async () => {
    const started = timer('0 0 * * * *', { monitor, runOnStartup: true });
    await started.start();
    await clock.goTo(at('11:00:00'));
    await started.stop();
    assert.deepEqual(times(), [at('10:30:00'), at('11:00:00')]);
    assert.deepEqual(
      runs.map((run) => run.info.isPastDue),
      [false, false],
    );
  });

  test('never overlaps itself, and catches up once after a long run', async () => {
    const gates: PromiseWithResolvers<unknown>[] = [];
    const started: string[] = [];
    const slow = timer('*/10 * * * * *', {
      run: () => {
        started.push(new Date(clock.now()).toISOString());
        const gate = Promise.withResolvers<unknown>();
        gates.push(gate);
        return gate.promise;
      },
    });
    await slow.start();
    await clock.goTo(at('10:30:45'));
    assert.deepEqual(started, [at('10:30:10')]);
    assert.equal(clock.held, 1);
    gates[0]?.resolve(undefined);
    await clock.goTo(at('10:30:46'));
    assert.deepEqual(started, [at('10:30:10'), at('10:30:45')]);
    gates[1]?.resolve(undefined);
    await clock.goTo(at('10:30:50'));
    assert.deepEqual(started.slice(2), [at('10:30:50')]);
    gates[2]?.resolve(undefined);
    await slow.stop();
    assert.equal(clock.held, 0);
  });

  test('continues after a failed run', async () => {
    const failing = timer('0 0 * * * *', {
      monitor,
      run: () => Promise.reject(new Error('boom')),
    });
    await failing.start();
    await clock.goTo(at('12:00:00'));
    await failing.stop();
    assert.equal(errors.length, 2);
    assert.equal(kept?.last, Date.parse(at('12:00:00')));
  });

  test('continues when its status cannot be written', async () => {
    const full = timer('0 0 * * * *', {
      monitor: {
        read: () => undefined,
        write: ({ last }) => (last ? Promise.reject(new Error('full')) : Promise.resolve()),
      },
    });
    await full.start();
    await clock.goTo(at('12:00:00'));
    await full.stop();
    assert.deepEqual(times(), [at('11:00:00'), at('12:00:00')]);
    assert.deepEqual(errors.map(String), ['Error: full', 'Error: full']);
  });

  test('that fires early counts for its occurrence and runs once for it', async () => {
    const early = timer('0 0 * * * *', {
      monitor,
      clock: {
        isVirtual: true,
        now: () => clock.now(),
        hold: () => clock.hold(),
        continueFrom: (time) => clock.continueFrom(time),
        wakeAt: (dueAt, callback) => clock.wakeAt(dueAt - 2, callback),
      },
    });
    await early.start();
    await clock.goTo(at('11:30:00'));
    await early.stop();
    assert.deepEqual(times(), ['2026-01-01T10:59:59.998Z']);
    assert.equal(kept?.last, Date.parse(at('11:00:00')));
  });

  test('waits for the run in progress when it is stopped', async () => {
    const gate = Promise.withResolvers<unknown>();
    const slow = timer('0 0 * * * *', { monitor, run: () => gate.promise });
    await slow.start();
    await clock.goTo(at('11:00:00'));
    let stopped = false;
    const stopping = slow.stop().then(() => (stopped = true));
    await settled();
    assert.equal(stopped, false);
    gate.resolve(undefined);
    await stopping;
    assert.equal(kept?.last, Date.parse(at('11:00:00')));
    assert.deepEqual(clock.alarms, []);
  });
});
