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
    '7': 7 * DAY,
    '24:00:00': 24 * DAY,
    '25:10:00': 25 * DAY + 10 * 3_600_000,
    '24:00': undefined,
    '00:60:00': undefined,
    '1.24:00:00': undefined,
    '-00:00:01': undefined,
    '0 */5 * * * *': undefined,
    '': undefined,
  };
  for (const [text, milliseconds] of Object.entries(read)) {
    assert.equal(parseTimeSpan(text), milliseconds, text);
  }
});
