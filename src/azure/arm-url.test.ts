import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { anyText } from '../test-support/any-text.ts';
import { armOrigin, armUrl, segmentsOf } from './arm-url.ts';

const group = '/subscriptions/7c1f4f0a-2b6d-4c1e-9a53-0d5c2f7e8b11/resourceGroups/rg (a)';
const vm = `${group.replace(' (a)', '')}/providers/Microsoft.Compute/virtualMachines/vm-1`;

test('a URL is built from the parts of a resource id', () => {
  const url = armUrl([...segmentsOf(vm), 'extensions', 'ß'], { 'api-version': '1', a: 'b&c' });
  assert.equal(url.href, `${armOrigin}${vm}/extensions/%C3%9F?api-version=1&a=b%26c`);
});

describe('no resource id leads to another host', () => {
  const ids = [
    '@127.0.0.1:9443/vm',
    '.example.com/vm',
    ':8443/vm',
    '//127.0.0.1/vm',
    'https://127.0.0.1/vm',
    `${vm}/..`,
    `${vm}/../../x`,
    vm.replace('vm-1', '..'),
    vm.replace('vm-1', '.'),
    vm.replace('vm-1', ''),
    vm.replace('vm-1', 'a%2f..'),
    vm.replace('vm-1', 'a\\b'),
    vm.replace('vm-1', 'a?b'),
    vm.replace('vm-1', 'a#b'),
    vm.replace('vm-1', 'a@b'),
    vm.replace('vm-1', 'a\u0000b'),
    vm.replace('vm-1', 'a\u007fb'),
    vm.replace('vm-1', 'a\u202eb'),
    group,
    '',
  ];
  for (const id of ids) {
    test(JSON.stringify(id), () => {
      assert.throws(() => armUrl(segmentsOf(id), {}), { code: 'InvalidResourceId' });
    });
  }

  test('with any segments', () => {
    const hostile = fc.oneof(
      fc.constantFrom('..', '@x', '/', '\\', '%2e%2e', '?', '#', '', ' ', 'a', 'x:1'),
      anyText(),
    );
    fc.assert(
      fc.property(fc.array(hostile, { minLength: 1 }), (segments) => {
        let url: URL;
        try {
          url = armUrl(segments, {});
        } catch (error) {
          assert.equal((error as { code?: string }).code, 'InvalidResourceId');
          return;
        }
        assert.equal(url.origin, armOrigin);
        assert.equal(url.username + url.search + url.hash, '');
        assert.deepEqual(url.pathname.slice(1).split('/').map(decodeURIComponent), segments);
      }),
    );
  });
});
