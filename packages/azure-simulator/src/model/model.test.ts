import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as v from 'valibot';
import type { ArmError } from './arm-error.ts';
import { invalidBody, resourceNotFound, sessionNotFound } from './arm-error.ts';
import { Random } from './random.ts';
import { formatResourceId, isOfType, parseResourceId } from './resource-id.ts';
import { check } from './schema-issues.ts';

const text = '/subscriptions/S/resourceGroups/G/providers/T.t/things/N';

test('the id of a resource and its parts', () => {
  const id = { subscriptionId: 'S', resourceGroup: 'G', type: 'T.t/things', name: 'N' };
  assert.deepEqual(parseResourceId(text), id);
  assert.deepEqual(parseResourceId(text.replace('resourceGroups', 'RESOURCEGROUPS')), id);
  assert.equal(formatResourceId(id), text);
  for (const other of [
    ...['', 'N', `x${text}`, `${text}/`, `${text}/more`, text.replace('/things', '')],
    ...[text.replace('S/', '/'), text.replace('G/', '/'), text.replace('providers', 'x')],
  ]) {
    assert.equal(parseResourceId(other), undefined, other);
  }
  assert.deepEqual(
    [isOfType(id, 't.T/Things'), isOfType(id, 'T.t/others'), isOfType(undefined, 'T.t/things')],
    [true, false, false],
  );
});

test('errors in the words of Resource Manager', () => {
  const shown = ({ name, status, code, message }: ArmError) => ({ name, status, code, message });
  assert.deepEqual(shown(resourceNotFound('T', 'N', 'G')), {
    ...{ name: 'ArmError', status: 404, code: 'ResourceNotFound' },
    message:
      "The Resource 'T/N' under resource group 'G' was not found. For more details please go to " +
      'https://aka.ms/ARMResourceNotFoundFix',
  });
  assert.deepEqual(shown(sessionNotFound('/x')), {
    ...{ name: 'ArmError', status: 404, code: 'NotFound', message: 'Resource /x not found.' },
  });
  assert.deepEqual(shown(invalidBody('Why.')), {
    ...{ name: 'ArmError', status: 400, code: 'InvalidRequestFormat' },
    message: 'Cannot parse the request. Why.',
  });
});

test('random numbers follow from their seed', () => {
  const numbers = (seed: string) => {
    const random = new Random(seed);
    return Array.from({ length: 5 }, () => random.whole(1, 1000));
  };
  assert.deepEqual(numbers('x'), numbers('x'));
  assert.notDeepEqual(numbers('x'), numbers('y'));
  const random = new Random('x');
  const rolls = Array.from({ length: 1000 }, () => random.whole(1, 6));
  assert.deepEqual([...new Set(rolls)].sort(), [1, 2, 3, 4, 5, 6]);
  const picks = Array.from({ length: 100 }, () => random.pick(['a', 'b']));
  assert.deepEqual([...new Set(picks)].sort(), ['a', 'b']);
  assert.throws(() => random.pick([]), {
    name: 'RangeError',
    message: 'there is nothing to pick from',
  });
  const bytes = random.bytes(2000);
  assert.deepEqual([bytes.length, Math.min(...bytes), Math.max(...bytes)], [2000, 0, 255]);
});

test('the errors of a value say where, what is expected and what is there', () => {
  const schema = v.strictObject({
    size: v.pipe(v.number(), v.minValue(1)),
    list: v.optional(v.array(v.strictObject({ kind: v.picklist(['a', 'b']) }))),
    even: v.optional(
      v.pipe(
        v.string(),
        v.check((each) => each.length % 2 === 0, 'of even length'),
      ),
    ),
  });
  assert.deepEqual(check(schema, { size: 2 }), { value: { size: 2 } });
  const cases: [value: unknown, field: string, expected: string, received: string][] = [
    [5, '(body)', 'Object', '5'],
    [{}, 'size', 'given', 'undefined'],
    [{ size: undefined }, 'size', 'number', 'undefined'],
    [{ size: '1' }, 'size', 'number', '"1"'],
    [{ size: 0 }, 'size', '>=1', '0'],
    [{ size: 1, more: 1 }, 'more', 'no such field', '"more"'],
    [{ size: 1, list: [{ kind: 'c' }] }, 'list.0.kind', '("a" | "b")', '"c"'],
    [{ size: 1, list: [{}] }, 'list.0.kind', 'given', 'undefined'],
    [{ size: 1, even: 'odd' }, 'even', 'of even length', '"odd"'],
  ];
  for (const [value, field, expected, received] of cases) {
    assert.deepEqual(check(schema, value), {
      issues: [{ field, expected, received }],
      summary: `${field} must be ${expected}, but is ${received}`,
    });
  }
  const both = check(schema, { size: 0, even: 'odd' });
  assert.equal(
    'summary' in both && both.summary,
    'size must be >=1, but is 0; even must be of even length, but is "odd"',
  );
});
