import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { blobPattern, fillPath } from './blob-path.ts';

const now = Date.parse('2026-01-02T03:04:05.678Z');

describe('the path of a blob trigger', () => {
  const match = (path: string, name: string) => blobPattern('f', path).match(name);

  test('matches names, and gives the values of its parameters', () => {
    assert.deepEqual(match('images/{name}', 'a.png'), { name: 'a.png' });
    assert.deepEqual(match('images/{name}.{ext}', 'a/b.c.png'), { name: 'a/b.c', ext: 'png' });
    assert.deepEqual(match('images/in/{name}', 'in/a'), { name: 'a' });
    assert.equal(match('images/in/{name}', 'out/a'), undefined);
    assert.equal(match('images/{name}.png', 'aXpng'), undefined);
    assert.deepEqual(match('images/exact.txt', 'exact.txt'), {});
    assert.deepEqual(match('images/{{{day}}}', '{monday}'), { day: 'monday' });
    assert.deepEqual(match('images', 'any/name'), {});
  });

  test('says what all names begin with, for the listing', () => {
    const { container, prefix } = blobPattern('f', 'images/in/{day}/{name}');
    assert.deepEqual([container, prefix], ['images', 'in/']);
    assert.equal(blobPattern('f', 'images').prefix, '');
  });

  test('is refused with its error', () => {
    const refused = (path: unknown, message: RegExp) =>
      assert.throws(() => blobPattern('f', path), { code: 'binding-invalid', message });
    refused(undefined, /f has the "path" undefined: it must be a text/);
    refused('Images/{name}', /"Images" is not the name of a container/);
    refused('{any}/name', /"" is not the name of a container/);
    refused('images{x}/name', /the name of the container must not have a parameter/);
    refused('images/{name', /a brace without its counterpart/);
    refused('images/{a}-{a}', /different words/);
    refused('images/{a.b}', /different words/);
  });
});

describe('the path of a blob input or output', () => {
  const fill = (path: string, values: Record<string, unknown> = {}) => {
    const { container, blob } = fillPath('f', path, values, now);
    return `${container}/${blob}`;
  };

  test('takes the values of the call, in any letter case, and members of objects', () => {
    assert.equal(fill('a-b/{Name}.txt', { name: 'x/y' }), 'a-b/x/y.txt');
    assert.equal(fill('{box}/{count}', { box: 'boxes', count: 0 }), 'boxes/0');
    assert.equal(fill('box/{Query.id}', { Query: { id: '7' } }), 'box/7');
  });

  test('has random ids and the time', () => {
    assert.match(fill('box/{rand-guid}'), /^box\/[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/);
    assert.match(fill('box/{rand-guid:N}'), /^box\/[\da-f]{32}$/);
    assert.equal(fill('box/{datetime}'), 'box/2026-01-02T03-04-05Z');
    assert.equal(fill('box/{DateTime:yyyyMMdd-HHmm}'), 'box/20260102-0304');
  });

  test('is refused without a value, or when the result is no blob', () => {
    const refused = (path: string, values: Record<string, unknown>, message: RegExp) =>
      assert.throws(() => fill(path, values), { code: 'binding-invalid', message });
    refused('box/{id}', {}, /"path" "box\/\{id\}": the call has no value for \{id\}/);
    refused('{box}/a', { box: 'A B' }, /"A B" is not the name of a container/);
    refused('box', {}, /it must be a container and a name/);
    refused('box/{id}', { id: '' }, /it must be a container and a name/);
  });
});
