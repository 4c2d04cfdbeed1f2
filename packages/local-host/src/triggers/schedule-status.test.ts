import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parseSchedule } from './schedule.ts';
import { describeStatus, statusAfterRun, statusAtStart } from './schedule-status.ts';

const at = (time: string) => Date.parse(`2026-01-01T${time}Z`);
const hourly = parseSchedule('0 0 * * * *', 'UTC')!;
const daily = parseSchedule('0 0 6 * * *', 'UTC')!;

describe('a timer at the start of the host', () => {
  test('without a status waits for its next occurrence', () => {
    assert.deepEqual(statusAtStart(hourly, undefined, at('10:30:00')), {
      status: { last: null, next: at('11:00:00'), lastUpdated: at('10:30:00') },
      isPastDue: false,
    });
  });

  test('is past due when an occurrence has passed since its last status, with or without a run', () => {
    const seen = { last: null, next: at('11:00:00'), lastUpdated: at('10:30:00') };
    assert.equal(statusAtStart(hourly, seen, at('10:59:59')).isPastDue, false);
    assert.equal(statusAtStart(hourly, seen, at('15:00:00')).isPastDue, true);
    const ran = statusAfterRun(hourly, at('11:00:00'));
    assert.equal(statusAtStart(hourly, ran, at('11:30:00')).isPastDue, false);
    assert.deepEqual(statusAtStart(hourly, ran, at('12:00:01')), { status: ran, isPastDue: true });
  });

  test('starts again when its status is from the future, because the clock was set back', () => {
    const ran = statusAfterRun(hourly, at('11:00:00'));
    const { status, isPastDue } = statusAtStart(hourly, ran, at('10:30:00'));
    assert.deepEqual([status.next, isPastDue], [at('11:00:00'), false]);
  });

  test('starts again when its changed schedule would have occurred by now', () => {
    const ran = statusAfterRun(hourly, at('03:00:00'));
    assert.deepEqual(statusAtStart(daily, ran, at('07:00:00')), {
      status: { last: null, next: at('06:00:00') + 86_400_000, lastUpdated: at('07:00:00') },
      isPastDue: false,
    });
  });

  test('keeps its reference time when its changed schedule has not occurred', () => {
    const ran = statusAfterRun(hourly, at('03:00:00'));
    assert.deepEqual(statusAtStart(daily, ran, at('05:00:00')), {
      status: { last: null, next: at('06:00:00'), lastUpdated: at('03:00:00') },
      isPastDue: false,
    });
  });
});

test('a status has times in ISO 8601', () => {
  const status = { last: null, next: at('11:00:00'), lastUpdated: at('10:30:00') };
  assert.deepEqual(describeStatus(status), {
    last: '0001-01-01T00:00:00Z',
    next: '2026-01-01T11:00:00.000Z',
    lastUpdated: '2026-01-01T10:30:00.000Z',
  });
});
