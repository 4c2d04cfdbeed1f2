import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AppFunction } from '../model/function-app.ts';
import { createRouter } from './router.ts';

function httpFunction(name: string, route?: string, methods?: string[]): AppFunction {
  const trigger = { name: 't', type: 'httpTrigger', direction: 'in', route, methods } as const;
  return { name, trigger, bindings: [trigger], inputs: [], outputs: [], httpServer: undefined };
}

const found = (functions: AppFunction[], method: string, path: string, prefix = 'api') =>
  createRouter(functions, prefix)(method, path)?.fn.name;

test('literals go before constrained parameters, plain ones and catch-alls', () => {
  const functions = [
    httpFunction('all', '{*rest}'),
    httpFunction('any', 'items/{id}'),
    httpFunction('number', 'items/{id:int}'),
    httpFunction('mine', 'items/mine'),
  ];
  const names = ['/api/items/mine', '/api/items/5', '/api/items/x', '/api/items/x/y', '/api'];
  assert.deepEqual(
    names.map((path) => found(functions, 'GET', path)),
    ['mine', 'number', 'any', 'all', 'all'],
  );
});

test('one route can serve several functions by method', () => {
  const functions = [
    httpFunction('read', 'items', ['GET']),
    httpFunction('write', 'items', ['post']),
    httpFunction('other', 'items/{id}'),
  ];
  assert.equal(found(functions, 'GET', '/api/items'), 'read');
  assert.equal(found(functions, 'POST', '/api/items'), 'write');
  assert.equal(found(functions, 'DELETE', '/api/items'), undefined);
  assert.equal(found(functions, 'DELETE', '/api/items/1'), 'other');
});

test('a function without a route uses its name, and the prefix may be empty', () => {
  assert.equal(found([httpFunction('hello')], 'GET', '/API/Hello'), 'hello');
  assert.equal(found([httpFunction('hello')], 'GET', '/hello', ''), 'hello');
  assert.equal(found([httpFunction('hello')], 'GET', '/hello'), undefined);
});

test('a wrong route names its function', () => {
  const refused = (route: string, message: RegExp, prefix = 'api') =>
    assert.throws(() => createRouter([httpFunction('f', route)], prefix), {
      code: 'route-invalid',
      message,
    });
  refused('/x', /route "\/x" of "f": it may not begin/);
  refused('{a', /of "f": its braces/);
  refused('admin/x', /keeps what begins with "admin"/, '');
});
