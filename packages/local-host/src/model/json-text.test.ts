import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { argumentText, jsonText, NotJsonError } from './json-text.ts';

const cyclic: unknown[] = [];
cyclic.push(cyclic);

describe('the JSON text of', () => {
  const values: [
    what: string,
    value: unknown,
    text: string | undefined,
    argument: string | null,
  ][] = [
    ['an object', { a: [1, null] }, '{"a":[1,null]}', '{"a":[1,null]}'],
    ['null', null, 'null', 'null'],
    ['nothing', undefined, undefined, null],
    ['a function', () => 1, undefined, null],
    // The SDK has made JSON text of a string argument before.
    ['JSON text', '"text"', '"\\"text\\""', '"text"'],
    ['a date', new Date(0), '"1970-01-01T00:00:00.000Z"', '1970-01-01T00:00:00.000Z'],
  ];
  for (const [what, value, text, argument] of values) {
    test(`${what}, as a value and as an argument`, () => {
      assert.equal(jsonText(value), text);
      assert.equal(argumentText(value), argument);
    });
  }

  const notJson: [what: string, value: unknown, message: RegExp, cause: unknown][] = [
    ['a cycle', cyclic, /^Converting circular structure to JSON/, TypeError],
    ['a BigInt', 1n, /^Do not know how to serialize a BigInt$/, TypeError],
  ];
  for (const [what, value, message, cause] of notJson) {
    test(`${what} does not exist, for the reason that JavaScript gives`, () => {
      for (const write of [jsonText, argumentText]) {
        assert.throws(
          () => write(value),
          (error) =>
            error instanceof NotJsonError &&
            error.name === 'NotJsonError' &&
            message.test(error.message) &&
            error.cause instanceof (cause as typeof TypeError),
        );
      }
    });
  }

  test('an object whose toJSON throws does not exist, for the value that it threw', () => {
    const odd = {
      toJSON() {
        // eslint-disable-next-line @typescript-eslint/only-throw-error -- an app can
        throw 'no';
      },
    };
    assert.throws(() => jsonText(odd), {
      ...{ name: 'NotJsonError', code: 'NOT_JSON', message: 'no', cause: 'no' },
    });
  });
});
