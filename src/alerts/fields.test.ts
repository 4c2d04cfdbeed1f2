import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { fields, fieldOf, label, readFields, shown, strings, time } from './fields.ts';

describe('a time', () => {
  const utc = '2026-11-20T02:14:07.000Z';
  const read = (at: unknown): string => readFields(fields({ at: time }), { at }).at;
  for (const text of [
    '2026-11-20T02:14:07Z',
    '2026-11-20T02:14:07.0000000Z',
    '2026-11-20T02:14:07',
    '2026-11-20T02:14:07+00:00',
    '2026-11-20T03:14:07+01:00',
    '2026-11-19T21:14:07-0500',
    ' 2026-11-20T02:14:07Z ',
    '11/20/2026 2:14:07 AM',
    '11/20/2026 2:14:07 AM UTC',
    '11/20/2026 2:14:07 AM gmt',
  ]) {
    test(`is read: "${text}"`, () => assert.equal(read(text), utc));
  }

  for (const wrong of ['', 'soon', '2026-13-01T00:00:00Z', '1969-12-31T23:59:59Z', 7, null]) {
    test(`is refused: ${JSON.stringify(wrong)}`, () => {
      assert.throws(() => read(wrong), {
        code: 'InvalidAlert',
        errors: [{ field: 'at', expected: 'a time in ISO 8601', got: JSON.stringify(wrong) }],
      });
    });
  }

  test('may be the first moment that a clock counts', () => {
    assert.equal(read('1970-01-01T00:00:00Z'), '1970-01-01T00:00:00.000Z');
  });
});

describe('a field is found without regard to case', () => {
  const read = (body: object): unknown => readFields(fields({ alertRule: label(9) }), body);

  test('and its exact name comes first, wherever it stands', () => {
    const exact = { alertRule: 'right' };
    assert.deepEqual(read({ ALERTRULE: 'wrong', ...exact }), exact);
    assert.deepEqual(read({ ...exact, ALERTRULE: 'wrong' }), exact);
  });

  test('and otherwise the first of several spellings', () => {
    assert.deepEqual(read({ alertrule: 'one', ALERTRULE: 'two' }), { alertRule: 'one' });
  });

  test('in an object only', () => {
    assert.equal(fieldOf({ Status: 'x' }, 'status'), 'x');
    for (const other of [null, undefined, 'status', ['x']]) {
      assert.equal(fieldOf(other, 'status'), undefined);
      assert.throws(() => readFields(fields({}), other), { code: 'InvalidAlert' });
    }
  });
});

test('a label is a text or a number, and otherwise left out', () => {
  const read = (text: unknown): unknown => readFields(fields({ text: label(5) }), { text }).text;
  assert.equal(read(' a\n'), 'a');
  assert.equal(read(3), '3');
  assert.equal(read('123456'), '1234…');
  for (const none of ['', ' ', true, null, undefined, {}]) assert.equal(read(none), undefined);
});

test('strings are those of a list, or one alone', () => {
  const read = (ids: unknown): unknown => readFields(fields({ ids: strings }), { ids }).ids;
  assert.deepEqual(read(['a', 7, null, '', 'b']), ['a', 'b']);
  assert.deepEqual(read('a'), ['a']);
  for (const none of [undefined, null, 7, {}, '']) assert.deepEqual(read(none), []);
});

test('a value in an error is JSON of at most 120 characters', () => {
  assert.equal(shown(undefined), 'nothing');
  assert.equal(shown({ a: 'x' }), '{"a":"x"}');
  assert.equal(shown('x'.repeat(200)).length, 120);
});
