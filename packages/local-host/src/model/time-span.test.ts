import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseTimeSpan } from './time-span.ts';

const DAY = 86_400_000;

test('a TimeSpan is read as .NET reads it', () => {
  const read: Record<string, number | undefined> = {
    '00:00:02': 2_000,
    '0:0:2': 2_000,
    '00:00:00.100': 100,
    '01:30': 90 * 60_000,
    '1.00:00:00': DAY,
    '2:03:04:05': 2 * DAY + 11_045_000,
    '12.23:59:59.0000001': 12 * DAY + 86_399_000,
    '12:03:04:05.25': 12 * DAY + 11_045_250,
    '1.02:03': DAY + 123 * 60_000,
    '23:00:00': 23 * 3_600_000,
    '7': 7 * DAY,
    '10': 10 * DAY,
    '24:00:00': 24 * DAY,
    '25:10:00': 25 * DAY + 10 * 3_600_000,
    '24:00': undefined,
    '00:60:00': undefined,
    '1.24:00:00': undefined,
    '00:00:60': undefined,
    '24:24:00': undefined,
    '24:00:60': undefined,
    '00:00:01.12345678': undefined,
    '1:2:3:4:5': undefined,
    ' 00:00:01': undefined,
    '00:00:01 ': undefined,
    '1 ': undefined,
    x1: undefined,
    '-00:00:01': undefined,
    '0 */5 * * * *': undefined,
    '': undefined,
  };
  for (const [text, milliseconds] of Object.entries(read)) {
    assert.equal(parseTimeSpan(text), milliseconds, text);
  }
});
