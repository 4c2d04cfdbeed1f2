import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { formatBytes, formatDuration, formatSpan, formatTime } from './format.ts';

describe('a size has at most three digits, and one decimal below 100 of a larger unit', () => {
  const cases: [bytes: number, text: string][] = [
    [0, '0 bytes'],
    [1, '1 byte'],
    [12, '12 bytes'],
    [999, '999 bytes'],
    [1000, '1.0 KB'],
    [4096, '4.1 KB'],
    [99_499, '99.5 KB'],
    [99_500, '100 KB'],
    [999_499, '999 KB'],
    [999_500, '1.0 MB'],
    [152_340_000, '152 MB'],
    [1_073_741_824, '1.1 GB'],
    [5_000_000_000_000, '5000 GB'],
  ];
  for (const [bytes, text] of cases) test(text, () => assert.equal(formatBytes(bytes), text));
});

describe('a duration is in the largest unit that needs no decimals, from two minutes', () => {
  const cases: [seconds: number, text: string][] = [
    [0, '0 s'],
    [1, '1 s'],
    [60, '60 s'],
    [90, '90 s'],
    [120, '2 min'],
    [3540, '59 min'],
    [3600, '1 h'],
    [5400, '90 min'],
    [18_000, '5 h'],
  ];
  for (const [seconds, text] of cases)
    test(text, () => assert.equal(formatDuration(seconds), text));
});

test('a time is in UTC, and a text that is not a time is shown as it is', () => {
  assert.equal(formatTime('2026-11-20T03:14:59+01:00'), '20 Nov 2026, 02:14 UTC');
  assert.equal(formatTime('yesterday'), 'yesterday');
});

describe('a time span names what differs between its ends', () => {
  const cases: [start: string | undefined, end: string, text: string][] = [
    ['2026-11-20T08:58:10Z', '2026-11-20T08:58:59Z', '08:58 UTC'],
    ['2026-11-20T08:58:10Z', '2026-11-20T08:59:10Z', '08:58–08:59 UTC'],
    ['2026-11-20T23:58:00Z', '2026-11-21T00:03:00Z', '20 Nov 2026, 23:58 – 21 Nov 2026, 00:03 UTC'],
    [undefined, '2026-11-20T08:59:10Z', 'until 08:59 UTC'],
    ['2026-11-20T08:58:10Z', 'later', 'later'],
  ];
  for (const [start, end, text] of cases) {
    test(text, () => assert.equal(formatSpan(start, end), text));
  }
});
