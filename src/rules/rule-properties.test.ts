import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { RuleProperties } from './rule-properties.ts';

const rule = (properties: Record<string, string>): RuleProperties => new RuleProperties(properties);

describe('a property of a rule', () => {
  test('is found in any letter case, without the blanks around its name and value', () => {
    assert.equal(rule({ ' CaptureSeconds ': ' 5 ' }).get('captureseconds'), '5');
    assert.equal(rule({ captureseconds: '5' }).get('CaptureSeconds'), '5');
  });

  test('is absent when it is blank', () => {
    assert.equal(rule({ protocol: ' ' }).get('protocol'), undefined);
    assert.equal(rule({}).get('protocol'), undefined);
  });
});

describe('a number of a rule', () => {
  const read = (value: string, zeroIsAll?: boolean): [used: number, warnings: string[]] => {
    const properties = rule({ n: value });
    const range = { from: 2, to: 9, byDefault: 5, ...(zeroIsAll && { zeroIsAll }) };
    return [properties.number('n', range), properties.warnings];
  };

  test('is the default when there is none, or a blank one', () => {
    assert.deepEqual(read(''), [5, []]);
  });

  for (const value of ['2', '9', '007']) {
    test(`is used up to its bounds: ${value}`, () => assert.deepEqual(read(value), [+value, []]));
  }

  for (const value of ['1', '0', '-3', '3.5', '3s', 's3', '0x3', '1e1']) {
    test(`is the default instead of ${value}`, () => {
      assert.deepEqual(read(value), [
        5,
        [`n must be a whole number from 2 to 9, but is "${value}"; 5 was used.`],
      ]);
    });
  }

  for (const value of ['10', '9'.repeat(400)]) {
    test(`is the most that is allowed instead of ${value.slice(0, 9)}`, () => {
      const [used, [warning = '', ...more]] = read(value);
      assert.equal(used, 9);
      assert.deepEqual(more, []);
      assert.match(warning, /^n is \d+…?, and 9 is the most that is allowed; 9 was used\.$/);
      assert.ok(warning.length < 130);
    });
  }

  test('is more than any number when it is 0 and that means all', () => {
    const [used, warnings] = read('00', true);
    assert.equal(used, 9);
    assert.match(warnings.join(), /^n is 00, and 9 is the most/);
    assert.deepEqual(read('1', true)[0], 5);
  });
});

describe('a yes or no of a rule', () => {
  const read = (value: string, byDefault: boolean): [used: boolean, warnings: number] => {
    const properties = rule({ b: value });
    return [properties.yesOrNo('b', byDefault), properties.warnings.length];
  };
  for (const [value, byDefault, used, warnings] of [
    ['', true, true, 0],
    ['', false, false, 0],
    ['TRUE', false, true, 0],
    ['False', true, false, 0],
    ['true!', false, false, 1],
    ['not false', true, true, 1],
    ['untrue', false, false, 1],
    ['falsely', true, true, 1],
  ] as const) {
    test(`"${value}", by default ${byDefault}`, () => {
      assert.deepEqual(read(value, byDefault), [used, warnings]);
    });
  }
});

test('a warning has at most 400 characters', () => {
  const properties = rule({});
  properties.warn('x'.repeat(500), 'is unknown', 'it was left out');
  assert.equal(properties.warnings[0]?.length, 400);
});
