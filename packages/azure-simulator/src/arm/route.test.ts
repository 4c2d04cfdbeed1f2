import assert from 'node:assert/strict';
import { test } from 'node:test';
import { matchPath } from './route.ts';

test('fixed parts match in any letter case, and parameters keep theirs', () => {
  assert.deepEqual(matchPath('/a/{x}/b/{y}', '/A/One/B/Two/'), { x: 'One', y: 'Two' });
});

test('the number of parts must match, without empty ones', () => {
  assert.equal(matchPath('/a/{x}', '/a'), undefined);
  assert.equal(matchPath('/a/{x}', '/a/b/c'), undefined);
  assert.equal(matchPath('/a/{x}/b', '/a//b'), undefined);
  assert.equal(matchPath('/a/{x}/b', '/a/x/c'), undefined);
});
