import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { RouteTemplateError } from './route-template-error.ts';
import { parseRouteTemplate } from './route-template.ts';

describe('matching', () => {
  const cases: [string, string, Record<string, string> | undefined][] = [
    ['api/captures', 'API/Captures/', {}],
    ['api/captures', 'api/captures/x', undefined],
    ['echo/{a}/{b?}', 'echo/x', { a: 'x' }],
    ['echo/{a}/{b?}', 'echo/X/y/', { a: 'X', b: 'y' }],
    ['echo/{a}/{b?}', 'echo', undefined],
    ['files/{*rest}', 'files', {}],
    ['files/{*rest}', 'files/a/b', { rest: 'a/b' }],
    ['files/{**rest}', 'files/a', { rest: 'a' }],
    ['{page=1}/{size?}', '', { page: '1' }],
    ['{page=1}/{size?}', '2/50', { page: '2', size: '50' }],
    ['{name}.{extension}', 'a.b', { name: 'a', extension: 'b' }],
    ['{name}.{extension}', 'ab', undefined],
    ['x{{y}}/{z}', 'x{y}/1', { z: '1' }],
    ['{a}/{b}', 'a%2Fb c/é', { a: 'a%2Fb c', b: 'é' }],
  ];
  for (const [template, path, expected] of cases) {
    test(`${template} with ${path || 'nothing'}`, () => {
      assert.deepEqual(parseRouteTemplate(template).match(path), expected);
    });
  }
});

describe('constraints', () => {
  const cases: [string, string[], string[]][] = [
    ['alpha', ['abc', 'ABC'], ['a1', 'é']],
    ['bool', ['true', 'FALSE'], ['1', 'yes']],
    ['datetime', ['2026-11-22', '2026-11-22T20:20:13Z'], ['tomorrow']],
    ['decimal', ['1', '-1.5'], ['x', '']],
    ['double', ['1e5', '.5'], ['1.2.3']],
    ['float', ['1.5'], ['f']],
    ['guid', ['902198ac-b1ef-4b84-bc94-9e730386dc04'], ['902198ac', 'x']],
    ['int', ['0', '-5', '+7', '2147483647'], ['2147483648', '1.5', 'a', '--1']],
    ['long', ['9223372036854775807'], ['9223372036854775808']],
    ['length(3)', ['abc'], ['ab', 'abcd']],
    ['length(2,3)', ['ab', 'abc'], ['a', 'abcd']],
    ['max(10)', ['10', '-1'], ['11', 'x']],
    ['maxlength(2)', ['ab'], ['abc']],
    ['min(10)', ['10', '99999999999999999999'], ['9', '10.5']],
    ['minlength(2)', ['ab'], ['a']],
    ['range(1,5)', ['1', '+5'], ['0', '6']],
    [String.raw`regex(^\d{{2}}:(a|b)$)`, ['12:a'], ['1:a', '12:c']],
    ['required', ['x'], []],
    ['int:min(5)', ['5'], ['4', 'x']],
  ];
  for (const [constraint, allowed, refused] of cases) {
    test(constraint, () => {
      const template = parseRouteTemplate(`r/{v:${constraint}}`);
      for (const v of allowed) assert.deepEqual(template.match(`r/${v}`), { v });
      for (const v of refused) assert.equal(template.match(`r/${v}`), undefined, v);
    });
  }

  test('are not applied to an absent optional parameter', () => {
    assert.deepEqual(parseRouteTemplate('r/{v:int?}').match('r'), {});
  });
});

describe('a wrong template is refused', () => {
  const cases: [string, RegExp][] = [
    ['/a', /may not begin/],
    ['~/a', /may not begin/],
    ['a//b', /match up/],
    ['{a', /match up/],
    ['a}', /match up/],
    ['{}', /match up/],
    ['{*}', /no valid name/],
    ['{a}/{A}', /"a" twice/],
    ['{*a}/b', /last segment/],
    ['{a:nope}', /"nope" is not a known constraint \(these are: alpha/],
    ['{a:length(x)}', /"length" takes 1 or 2 whole numbers/],
    ['{a:int(5)}', /"int" takes 0/],
    ['{a:regex}', /needs an expression/],
    ['{a??}', /from "\?\?" on/],
  ];
  for (const [template, message] of cases) {
    const error = { message, code: 'ROUTE_TEMPLATE' };
    test(template, () => assert.throws(() => parseRouteTemplate(template), error));
  }
});

test('values round-trip through a path', () => {
  const word = fc.stringMatching(/^[\w%~ é-]{1,12}$/);
  const template = parseRouteTemplate('v1/{a}/x/{b}/{*c}');
  fc.assert(
    fc.property(word, word, fc.array(word, { minLength: 1 }), (a, b, rest) => {
      const c = rest.join('/');
      assert.deepEqual(template.match(`V1/${a}/X/${b}/${c}`), { a, b, c });
    }),
  );
});

test('parsing any text works or throws a RouteTemplateError', () => {
  const piece = fc.constantFrom('{', '}', '/', ':', '*', '?', '=', '(', ')', 'a', 'int', '1', '{{');
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
      try {
        parseRouteTemplate(pieces.join('')).match('a/1');
      } catch (error) {
        assert.ok(error instanceof RouteTemplateError, String(error));
      }
    }),
  );
});
