import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { Fragments } from './fragments.ts';

const part = (offset: number, text: string, isLast = false, key = 'a') => ({
  key,
  offset,
  data: Buffer.from(text),
  isLast,
});

/** Adds fragments and returns the payload after each. */
function added(...parts: ReturnType<typeof part>[]): (string | undefined)[] {
  const fragments = new Fragments();
  return parts.map((each) => fragments.add(each)?.toString());
}

describe('a datagram', () => {
  test('is complete with its last missing fragment, in any order', () => {
    const pieces = fc.array(fc.string({ unit: 'binary-ascii', minLength: 1, maxLength: 9 }), {
      minLength: 1,
      maxLength: 6,
    });
    fc.assert(
      fc.property(pieces, fc.infiniteStream(fc.nat()), (texts, random) => {
        let offset = 0;
        const parts = texts.map((text, index) => {
          const each = part(offset, text, index === texts.length - 1);
          offset += text.length;
          return each;
        });
        const shuffled = parts
          .map((each) => ({ each, at: Number(random.next().value) }))
          .sort((one, other) => one.at - other.at)
          .map(({ each }) => each);
        const results = added(...shuffled);
        assert.deepEqual(results.pop(), texts.join(''));
        assert.ok(results.every((result) => result === undefined));
      }),
    );
  });

  test('is not mixed with another', () => {
    assert.deepEqual(
      added(part(0, 'ab'), part(0, 'xy', false, 'b'), part(2, 'c', true), part(2, 'z', true, 'b')),
      [undefined, undefined, 'abc', 'xyz'],
    );
  });

  test('is not complete with a gap, even when enough bytes have arrived', () => {
    assert.deepEqual(added(part(0, 'abcd'), part(2, 'cdef'), part(8, 'ij', true), part(6, 'gh')), [
      undefined,
      undefined,
      undefined,
      'abcdefghij',
    ]);
  });

  test('has the bytes of the fragment that begins first where two overlap', () => {
    assert.deepEqual(added(part(0, 'abcd'), part(2, 'XYef', true)), [undefined, 'abcdef']);
  });

  test('may have a fragment within another', () => {
    assert.deepEqual(added(part(0, 'abcd'), part(1, 'X'), part(4, 'e', true)), [
      undefined,
      undefined,
      'abcde',
    ]);
  });

  test('keeps its bytes when the buffer of the file is used again', () => {
    const fragments = new Fragments();
    const first = part(0, 'ab');
    fragments.add(first);
    first.data.fill(0);
    assert.equal(fragments.add(part(2, 'c', true))?.toString(), 'abc');
  });

  test('begins anew after it is complete', () => {
    assert.deepEqual(added(part(0, 'a'), part(1, 'b', true), part(1, 'B', true), part(0, 'A')), [
      undefined,
      'ab',
      undefined,
      'AB',
    ]);
  });

  test('is at most as long as an IP packet', () => {
    const long = 'x'.repeat(65_535);
    assert.deepEqual(added(part(0, long.slice(5)), part(65_530, 'abcdef', true)), [
      undefined,
      undefined,
    ]);
    assert.equal(added(part(0, long, true))[0], long);
  });
});

describe('incomplete datagrams', () => {
  test('are dropped oldest first, when there are more than 4,096', () => {
    const fragments = new Fragments();
    for (let key = 0; key <= 4096; key++) fragments.add(part(0, 'a', false, String(key)));
    assert.equal(fragments.add(part(1, 'b', true, '0')), undefined);
    assert.equal(fragments.add(part(1, 'b', true, '4096'))?.toString(), 'ab');
  });

  test('are dropped oldest first, when they have more than 8 MiB', () => {
    const fragments = new Fragments();
    const half = 'x'.repeat(32_768);
    for (let key = 0; key <= 256; key++) fragments.add(part(0, half, false, String(key)));
    assert.equal(fragments.add(part(32_768, 'b', true, '0')), undefined);
    assert.equal(fragments.add(part(32_768, 'b', true, '256'))?.length, 32_769);
  });

  test('leave the memory of complete ones free', () => {
    const fragments = new Fragments();
    const half = 'x'.repeat(32_768);
    fragments.add(part(0, 'a', false, 'kept'));
    for (let key = 0; key < 1000; key++) {
      fragments.add(part(0, half, false, String(key)));
      fragments.add(part(32_768, 'b', true, String(key)));
    }
    assert.equal(fragments.add(part(1, 'b', true, 'kept'))?.toString(), 'ab');
  });
});
