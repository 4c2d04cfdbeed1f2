import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { runInNewContext } from 'node:vm';
import { logLine, redact } from './log-line.ts';

const subject = { instanceId: 'alert-capture-1:0', alert: 'net "out"', vm: '/vm/one' };

test('a line is one JSON object that starts with instance, alert and machine', () => {
  const line = logLine('stage', { ...subject, stage: 'capturing' });
  assert.deepEqual(JSON.parse(line), { event: 'stage', ...subject, stage: 'capturing' });
  assert.match(line, /^\{"event":"stage","instanceId":/);
});

test('a line has no control character and keeps its text', () => {
  const alert = Array.from({ length: 0xa0 }, (_, code) => String.fromCodePoint(code)).join('');
  const line = logLine('stage', { ...subject, alert });
  assert.doesNotMatch(line, /\p{Cc}/u);
  assert.deepEqual(JSON.parse(line), { event: 'stage', ...subject, alert });
});

describe('text that looks like a secret is removed', () => {
  const cases: [text: string, left: string][] = [
    ['GET https://x.example/y?sig=abc%2B&se=1 failed', 'GET https://x.example/y failed'],
    ['PUT http://127.0.0.1/x?token=abc', 'PUT http://127.0.0.1/x'],
    ['to https://hooks.slack.com/services/T0/B0/abc', 'to https://hooks.slack.com/…'],
    ['AccountName=a;AccountKey=abc==;x', 'AccountName=a;AccountKey=…;x'],
    ['at /api/alerts?code=abc&x=1', 'at /api/alerts?code=…&x=1'],
    ['Authorization: Bearer eyJ0.abc-_.x==', 'Authorization: Bearer …'],
    ['The session s ended at 10:00.', 'The session s ended at 10:00.'],
  ];
  for (const [text, left] of cases) {
    test(text, () => {
      assert.equal(redact(text), left);
      const line = logLine('failed', { ...subject, message: text });
      assert.equal((JSON.parse(line) as { message: string }).message, left);
    });
  }

  test('and the line is still JSON', () => {
    const said = 'See "https://x.example/y?sig=abc".\nAccountKey=abc';
    const line = logLine('failed', { ...subject, message: said });
    const { message } = JSON.parse(line) as { message: string };
    assert.equal(message, 'See "https://x.example/y".\nAccountKey=…');
  });
});

describe('a text of 250 KB is redacted in one pass', () => {
  const pieces = [
    'https://',
    'http://a',
    'hooks.slack.com/',
    'Bearer ',
    'sig=',
    'AccountKey=;',
    '?',
    'h',
  ];
  for (const piece of pieces) {
    test(`of "${piece}"`, () => {
      const text = piece.repeat(Math.ceil(250_000 / piece.length));
      // A second pass for each character takes minutes; one pass takes milliseconds.
      const run = (): string => redact(`${text} sig=abc`);
      const redacted = runInNewContext('run()', { run }, { timeout: 20_000 }) as string;
      assert.match(redacted, / sig=…$/);
    });
  }
});
