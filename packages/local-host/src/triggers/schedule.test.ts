import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { parseSchedule, scheduleTimeZone } from './schedule.ts';

const at = (text: string) => Date.parse(text);
const next = (expression: string, after: string, timeZone = 'UTC') => {
  const schedule = parseSchedule(expression, timeZone);
  assert.ok(schedule, expression);
  const time = schedule.next(at(after));
  return time === Infinity ? 'never' : new Date(time).toISOString().replace('.000Z', 'Z');
};

describe('a schedule', () => {
  test('of six fields starts with the seconds', () => {
    assert.equal(next('0 */5 * * * *', '2026-01-01T00:04:59.5Z'), '2026-01-01T00:05:00Z');
    assert.equal(next('0 */5 * * * *', '2026-01-01T00:05:00Z'), '2026-01-01T00:10:00Z');
    assert.equal(next('5/15 * * * * *', '2026-01-01T00:00:21Z'), '2026-01-01T00:00:35Z');
    assert.equal(next('0 0 20-18 * * *', '2026-01-01T18:30:00Z'), '2026-01-01T19:00:00Z');
  });

  test('of five fields starts with the minutes', () => {
    assert.equal(next('*/5 * * * *', '2026-01-01T00:00:00Z'), '2026-01-01T00:05:00Z');
  });

  test('accepts short and full names in any letter case', () => {
    assert.equal(next('0 30 9 * Jan Mon', '2026-02-01T00:00:00Z'), '2027-01-04T09:30:00Z');
    assert.equal(
      next('0 0 0 * january-MAR tuesday,Fri', '2026-04-01T00:00:00Z'),
      '2027-01-01T00:00:00Z',
    );
  });

  test('requires both the day of the month and of the week to match', () => {
    assert.equal(next('0 0 0 13 * Fri', '2026-01-01T00:00:00Z'), '2026-02-13T00:00:00Z');
  });

  test('may be a TimeSpan, which counts from the last run', () => {
    assert.equal(next('00:00:30', '2026-01-01T00:00:07Z'), '2026-01-01T00:00:37Z');
  });

  test('may never occur', () => {
    assert.equal(next('0 0 0 31 2 *', '2026-01-01T00:00:00Z'), 'never');
  });

  test('follows the time zone through the changes of the clock', () => {
    const berlin = (expression: string, after: string) => next(expression, after, 'Europe/Berlin');
    assert.equal(berlin('0 30 9 * * *', '2026-06-01T00:00:00Z'), '2026-06-01T07:30:00Z');
    // 02:30 occurs twice on that night. A point in time runs once ...
    assert.equal(berlin('0 30 2 * * *', '2026-10-25T00:00:00Z'), '2026-10-25T00:30:00Z');
    assert.equal(berlin('0 30 2 * * *', '2026-10-25T00:30:00Z'), '2026-10-26T01:30:00Z');
    // ... and an interval continues.
    assert.equal(berlin('0 */30 * * * *', '2026-10-25T00:30:00Z'), '2026-10-25T01:00:00Z');
  });

  test('is refused when Functions would refuse it', () => {
    const wrong = [
      ...['', '* * * *', '* * * * * * *', '60 * * * * *', '* * 24 * * *', '* * * 0 * *'],
      ...['* * * * 13 *', '* * * * * 7', '* * * L * *', '* * * ? * *', '* * * * * 1#2', '@daily'],
      ...['* * * * * Mo', '*/0 * * * * *', '1/2/3 * * * * *', '1-2-3 * * * * *', '00:00:00'],
      ...['1, * * * * *', '-1 * * * * *', 'every minute', '2026-01-01T00:00:00Z'],
    ];
    for (const text of wrong) assert.equal(parseSchedule(text, 'UTC'), undefined, text);
  });

  test('gives a later time that matches every field', () => {
    const field = (from: number, to: number) =>
      fc.oneof(
        fc.constant({ text: '*', fits: () => true }),
        fc.integer({ min: from, max: to }).map((value) => ({
          text: String(value),
          fits: (given: number) => given === value,
        })),
        fc
          .tuple(fc.integer({ min: from, max: to }), fc.integer({ min: 1, max: to }))
          .map(([first, step]) => ({
            text: `${first}/${step}`,
            fits: (given: number) => given >= first && (given - first) % step === 0,
          })),
      );
    const fields = fc.tuple(field(0, 59), field(0, 59), field(0, 23), field(1, 28), field(1, 12));
    const time = fc.integer({ min: at('2000-01-01'), max: at('2060-01-01') });
    fc.assert(
      fc.property(fields, time, (parts, after) => {
        const text = `${parts.map((part) => part.text).join(' ')} *`;
        const found = parseSchedule(text, 'UTC')?.next(after) ?? 0;
        const date = new Date(found);
        const given = [
          ...[date.getUTCSeconds(), date.getUTCMinutes(), date.getUTCHours()],
          ...[date.getUTCDate(), date.getUTCMonth() + 1],
        ];
        assert.ok(found > after && found % 1000 === 0);
        parts.forEach((part, index) => assert.ok(part.fits(given[index] ?? -1), text));
      }),
      { numRuns: 200 },
    );
  });
});

test('a schedule is frequent when it occurs more often than once a minute', () => {
  const frequent = (text: string) => parseSchedule(text, 'UTC')?.isFrequent(at('2026-01-01'));
  assert.equal(frequent('*/30 * * * * *'), true);
  assert.equal(frequent('0 * * * * *'), false);
  assert.equal(frequent('00:00:59'), true);
  assert.equal(frequent('00:01:00'), false);
});

test('the time zone is that of the setting, if it is valid', () => {
  assert.equal(scheduleTimeZone({}), 'UTC');
  assert.equal(scheduleTimeZone({ WEBSITE_TIME_ZONE: 'Europe/Berlin' }), 'Europe/Berlin');
  assert.throws(() => scheduleTimeZone({ WEBSITE_TIME_ZONE: 'W. Europe Standard Time' }), {
    code: 'setting-invalid',
  });
});
