import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { ConnectionTable } from './connection-table.ts';

const limits = { connections: 100_000, longAddresses: 100_000 };

/** Addresses as packets have them, one character per byte. IPv6 addresses are stored by number, so these are small too. */
const short = (value: number): string => String.fromCharCode(0, 0, value >> 8, value & 255);
const long = (value: number): string => `${'\x20'.repeat(12)}${short(value)}`;

interface Segment {
  source: string;
  destination: string;
  ports: [number, number];
}

describe('connections', () => {
  test('have one number in both directions, each its own', () => {
    const port = fc.constantFrom(1, 80, 443, 65_535);
    const number = fc.nat(2);
    const segment: fc.Arbitrary<Segment> = fc
      .record({ isLong: fc.boolean(), one: number, other: number, ports: fc.tuple(port, port) })
      .map(({ isLong, one, other, ports }) => {
        const address = isLong ? long : short;
        return { source: address(one), destination: address(other), ports };
      });
    fc.assert(
      fc.property(fc.array(segment, { maxLength: 60 }), (segments) => {
        const table = new ConnectionTable(limits);
        const numbers = new Map<string, number>();
        const sides = new Map<string, 0 | 1>();
        for (const { source, destination, ports } of segments) {
          const [one, other] = [`${source} ${ports[0]}`, `${destination} ${ports[1]}`];
          const key = [one, other].sort().join(' - ');
          const place = table.place(source, destination, ...ports);
          assert.ok(place);
          assert.equal(place.isNew, !numbers.has(key));
          if (place.isNew) {
            numbers.set(key, numbers.size);
            sides.set(`${key} ${one}`, place.from);
          }
          assert.equal(place.slot, numbers.get(key));
          const isOfFirst = sides.get(`${key} ${one}`);
          if (isOfFirst !== undefined) assert.equal(place.from, isOfFirst);
          else assert.notEqual(place.from, sides.get(`${key} ${other}`));
        }
        assert.equal(table.size, numbers.size);
      }),
      { numRuns: 100 },
    );
  });

  test('keep their numbers while the table grows', () => {
    const table = new ConnectionTable(limits);
    const place = (index: number) => {
      const other = index % 2 === 0 ? short(0) : short(60_000);
      return table.place(short(1 + (index >> 2)), other, 1000 + (index & 2), 443);
    };
    const numbers = Array.from({ length: 5000 }, (_, index) => index);
    assert.deepEqual(
      numbers.map((index) => place(index)?.slot),
      numbers,
    );
    assert.deepEqual(
      numbers.map((index) => place(index)?.slot),
      numbers,
    );
    assert.equal(table.size, 5000);
  });

  test('are found in a full table, and new ones have no place', () => {
    const table = new ConnectionTable({ ...limits, connections: 2 });
    const slotOf = (port: number) => table.place(short(1), short(2), port, 443)?.slot;
    assert.deepEqual([1, 2, 3, 2, 1, 4].map(slotOf), [0, 1, undefined, 1, 0, undefined]);
  });

  test('of IPv6 have no place when there are too many addresses; those of IPv4 do', () => {
    const table = new ConnectionTable({ ...limits, longAddresses: 2 });
    assert.equal(table.place(long(1), long(2), 1, 443)?.slot, 0);
    assert.equal(table.place(long(1), long(3), 1, 443), undefined);
    assert.equal(table.place(long(3), long(1), 1, 443), undefined);
    assert.equal(table.place(long(2), long(1), 443, 1)?.slot, 0);
    assert.equal(table.place(short(1), short(2), 1, 443)?.slot, 1);
  });
});
