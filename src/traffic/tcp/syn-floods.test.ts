import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { tcpFrame } from '../../test-support/capture-files.ts';
import type { Step } from '../../test-support/tcp-exchange.ts';
import { ack, back, follow, later, local, out, syn } from '../../test-support/tcp-exchange.ts';

describe('a flood of SYNs', () => {
  const flood = (count: number, everyMicroseconds: number): Step[] =>
    Array.from({ length: count }, (_, index) => [
      (index * everyMicroseconds) / 1000,
      tcpFrame({ sequence: index, flags: syn }, 0, {
        from: `20.${index >> 16}.${(index >> 8) & 255}.${index & 255}`,
        to: local,
        fromPort: 1024 + (index % 60_000),
        toPort: 80,
      }),
    ]);

  test('is counted exactly and named', () => {
    const { handshakes, connections, synFloods, lowerBounds } = follow(
      ...flood(3000, 200),
      later(9000),
    );
    assert.deepEqual([handshakes.tried, handshakes.unanswered], [3000, 3000]);
    assert.equal(connections, 3000);
    assert.equal(lowerBounds, undefined);
    const [named] = synFloods ?? [];
    assert.deepEqual(
      [named?.target, named?.port, named?.syns, named?.completed, named?.sourcesAtLeast],
      [local, 80, 3000, 0, true],
    );
  });

  test('is not reported for a slow or unreachable service', () => {
    assert.equal(follow(...flood(499, 20), later(9000)).synFloods, undefined);
    assert.equal(follow(...flood(600, 1e6), later(1e6)).synFloods, undefined);
  });

  test('may have completed connections among it, each counted once', () => {
    const [opened, answered, acknowledged] = ['SYN', 'SYN-ACK', 'ACK'] as const;
    const segmentOf = (index: number, kind: string): Buffer => {
      const header = {
        [opened]: { sequence: 100, flags: syn },
        [answered]: { sequence: 500, acknowledgment: 101, flags: syn | ack },
        [acknowledged]: { sequence: 101, acknowledgment: 501 },
      }[kind];
      const ends = { ...out, fromPort: 10_000 + index };
      const answers = { ...back, toPort: 10_000 + index };
      return tcpFrame(header ?? {}, 0, kind === answered ? answers : ends);
    };
    const exchange = (index: number): Step[] => [
      [index, segmentOf(index, opened)],
      [index, segmentOf(index, answered)],
      ...Array.from({ length: 20 }, (): Step => [index, segmentOf(index, acknowledged)]),
    ];
    const completed = Array.from({ length: 50 }, (_, index) => exchange(index)).flat();
    const only = (from: number, count: number): Step[] =>
      Array.from({ length: count }, (_, index) => [index, segmentOf(from + index, opened)]);
    const [named] = follow(...completed, ...only(50, 450)).synFloods ?? [];
    assert.deepEqual([named?.syns, named?.completed], [500, 50]);
    assert.equal(follow(...completed, ...only(50, 449)).synFloods, undefined);
  });

  test('consists of SYNs only', () => {
    const answers = Array.from({ length: 600 }, (_, index): Step => [
      index,
      tcpFrame({ sequence: index, flags: syn | ack }, 0, { ...back, toPort: 10_000 + index }),
    ]);
    assert.equal(follow(...answers).synFloods, undefined);
  });
});
