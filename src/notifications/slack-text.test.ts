import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { fallbackText, linkText, plainText } from './slack-text.ts';

const textOf = (object: object): string => (object as { text: string }).text;

describe('a text of Slack has at most 3,000 characters', () => {
  const cases: [name: string, text: string, shown: string][] = [
    ['a text of 3,000 characters is complete', 'a'.repeat(3000), 'a'.repeat(3000)],
    ['a longer text is cut', 'a'.repeat(3001), `${'a'.repeat(2999)}…`],
    ['a cut character is replaced', `${'a'.repeat(2998)}😀😀`, `${'a'.repeat(2998)}\ufffd…`],
    ['an empty text, which Slack refuses, is a dash', '', '–'],
  ];
  for (const [name, text, shown] of cases) {
    test(name, () => assert.equal(textOf(plainText(text)), shown));
  }
});

test('links that do not fit in a text are omitted', () => {
  /** A link whose text has this many characters. */
  const link = (length: number) => ({
    title: 'Download',
    url: 'https://a.example/'.padEnd(length - '<|Download>'.length, 'x'),
  });
  const lengths = (...links: number[]): number[] =>
    textOf(linkText(links.map(link)))
      .split(' · ')
      .map((text) => text.length);
  const separator = ' · '.length;
  assert.deepEqual(lengths(2000, 1000 - separator), [2000, 1000 - separator]);
  assert.deepEqual(lengths(2000, 1001 - separator), [2000]);
  assert.deepEqual(lengths(2000, 1001, 900), [2000, 900]);
});

test('the text of the notification has at most 4,000 characters, also when all are escaped', () => {
  assert.equal(fallbackText('a & b <c>'), 'a &amp; b &lt;c&gt;');
  assert.equal(fallbackText('&'.repeat(800)), '&amp;'.repeat(800));
  assert.equal(fallbackText('&'.repeat(801)), `${'&amp;'.repeat(799)}…`);
});
