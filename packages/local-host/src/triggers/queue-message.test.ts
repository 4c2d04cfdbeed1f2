import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { decodeMessage, encodeMessage, messagesOf, parseText } from './queue-message.ts';

describe('a message', () => {
  test('round-trips through its encoding', () => {
    const encodings = fc.constantFrom('base64' as const, 'none' as const);
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), encodings, (text, encoding) => {
        assert.equal(decodeMessage(encodeMessage(text, encoding), encoding)?.toString(), text);
      }),
    );
  });

  test('that is not in base64 is recognized', () => {
    assert.equal(decodeMessage('aGk=\n', 'base64')?.toString(), 'hi');
    for (const text of ['{"a":1}', 'aGk', 'aGk-', 'a===']) {
      assert.equal(decodeMessage(text, 'base64'), undefined, text);
    }
  });

  test('is parsed when it is JSON', () => {
    assert.deepEqual(parseText('{"a":[1]}'), { a: [1] });
    assert.equal(parseText('12'), 12);
    assert.equal(parseText('plain'), 'plain');
    assert.equal(parseText(''), '');
  });
});

test('an array output is one message for each element', () => {
  const expected: [unknown, string[]][] = [
    [undefined, []],
    [null, []],
    [[], []],
    ['plain', ['plain']],
    ['', ['']],
    [12, ['12']],
    [false, ['false']],
    [{ a: 1 }, ['{"a":1}']],
    [
      ['a', { b: 2 }, 3],
      ['a', '{"b":2}', '3'],
    ],
    ['["a", {"b": 2}]', ['a', '{"b":2}']],
    ['[not JSON]', ['[not JSON]']],
  ];
  for (const [output, messages] of expected) assert.deepEqual(messagesOf(output), messages);
});
