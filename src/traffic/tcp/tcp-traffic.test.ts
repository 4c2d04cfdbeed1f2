import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { tcpFrame } from '../../test-support/capture-files.ts';
import type { Step } from '../../test-support/tcp-exchange.ts';
import {
  ack,
  acknowledge,
  answer,
  back,
  fin,
  follow,
  frameOf,
  handshake,
  later,
  local,
  openSyn,
  out,
  rst,
  syn,
} from '../../test-support/tcp-exchange.ts';
import { Dissector } from '../layers/dissect.ts';
import type { TcpCounts } from './tcp-traffic.ts';
import { TcpTraffic } from './tcp-traffic.ts';

const none = { tried: 0, completed: 0, refused: 0, unanswered: 0, abandoned: 0 };

describe('a handshake', () => {
  const cases: [name: string, steps: Step[], expected: Partial<TcpCounts['handshakes']>][] = [
    ['is completed by the last acknowledgment', handshake, { tried: 1, completed: 1 }],
    [
      'is refused by a reset',
      [
        [0, openSyn],
        [5, tcpFrame({ acknowledgment: 101, flags: rst | ack }, 0, back)],
      ],
      { tried: 1, refused: 1 },
    ],
    ['may still be answered within a second', [[0, openSyn], later(900)], { tried: 1 }],
    ['is unanswered after a second', [[0, openSyn], later(1100)], { tried: 1, unanswered: 1 }],
    [
      'is unanswered when another is tried from the same port',
      [
        [0, openSyn],
        [300, tcpFrame({ sequence: 7000, flags: syn }, 0, out)],
        [600, tcpFrame({ sequence: 9000, flags: syn }, 0, out)],
        later(5000),
      ],
      { tried: 3, unanswered: 3 },
    ],
    [
      'that was answered and reset by its opener is abandoned',
      [
        [0, openSyn],
        [10, answer],
        [11, tcpFrame({ sequence: 101, flags: rst }, 0, out)],
        later(5000),
      ],
      { tried: 1, abandoned: 1 },
    ],
    [
      'is not completed by a reset with an acknowledgment',
      [
        [0, openSyn],
        [10, answer],
        [11, tcpFrame({ sequence: 101, acknowledgment: 501, flags: rst | ack }, 0, out)],
      ],
      { tried: 1, abandoned: 1 },
    ],
    [
      'that is retried after a reset completes',
      [
        [0, openSyn],
        [5, tcpFrame({ acknowledgment: 101, flags: rst | ack }, 0, back)],
        [900, openSyn],
        [901, answer],
        [902, acknowledge],
      ],
      { tried: 1, completed: 1 },
    ],
    [
      'whose answer is recorded first is one',
      [[0, answer], [1, openSyn], [2, acknowledge], later(5000)],
      { tried: 1, completed: 1 },
    ],
    [
      'that both sides open is one',
      [
        [0, openSyn],
        [1, tcpFrame({ sequence: 500, flags: syn }, 0, back)],
        [20, tcpFrame({ sequence: 100, acknowledgment: 501, flags: syn | ack }, 0, out)],
        [21, answer],
        [30, acknowledge],
      ],
      { tried: 1, completed: 1 },
    ],
    [
      'whose answer was not captured is completed',
      [[0, openSyn], [21, acknowledge], later(5000)],
      { tried: 1, completed: 1 },
    ],
    [
      'is completed when only an acknowledgment of its SYN was captured',
      [[0, openSyn], [20, tcpFrame({ sequence: 501, acknowledgment: 101 }, 0, back)], later(5000)],
      { tried: 1, completed: 1 },
    ],
    [
      'is not completed by an acknowledgment of something else',
      [[0, openSyn], [20, tcpFrame({ sequence: 1, acknowledgment: 100 }, 0, back)], later(5000)],
      { tried: 1, unanswered: 1 },
    ],
    [
      'is unanswered when its opener gives up',
      [
        [0, openSyn],
        [900, tcpFrame({ sequence: 105, acknowledgment: 0, flags: fin | ack }, 0, out)],
        later(5000),
      ],
      { tried: 1, unanswered: 1 },
    ],
    [
      'with a challenge acknowledgment and a reset before it completes',
      [
        [0, openSyn],
        [20, tcpFrame({ sequence: 1, acknowledgment: 999_900 }, 0, back)],
        [21, tcpFrame({ sequence: 999_900, flags: rst }, 0, out)],
        [1000, openSyn],
        [1020, answer],
        [1021, acknowledge],
      ],
      { tried: 1, completed: 1 },
    ],
  ];
  for (const [name, steps, expected] of cases) {
    test(name, () => {
      const { handshakes, connections } = follow(...steps);
      assert.deepEqual(handshakes, { ...none, ...expected });
      assert.equal(connections, handshakes.tried);
    });
  }

  test('is timed from its last SYN to the acknowledgment', () => {
    assert.equal(follow(...handshake).roundTrip?.max, 21);
    assert.equal(follow([-900, openSyn], ...handshake).roundTrip?.max, 21);
  });
});

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
      ...flood(30_000, 20),
      later(9000),
    );
    assert.deepEqual(handshakes, { ...none, tried: 30_000, unanswered: 30_000 });
    assert.equal(connections, 30_000);
    assert.equal(lowerBounds, undefined);
    const [named] = synFloods ?? [];
    assert.deepEqual(
      [named?.target, named?.port, named?.syns, named?.completed, named?.sourcesAtLeast],
      [local, 80, 30_000, 0, true],
    );
  });

  test('is not reported for a slow or unreachable service', () => {
    assert.equal(follow(...flood(499, 20), later(9000)).synFloods, undefined);
    assert.equal(follow(...flood(600, 1e6), later(1e6)).synFloods, undefined);
  });
});

test('the same ports can serve several connections in turn', () => {
  const again = tcpFrame({ sequence: 9000, flags: syn }, 0, out);
  assert.equal(follow(...handshake, [60_000, again]).connections, 2);
});

test('memory grows little with the number of connections', () => {
  setFlagsFromString('--expose-gc');
  const collectGarbage = runInNewContext('gc') as () => void;
  const held = (): number => {
    collectGarbage();
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    return heapUsed + arrayBuffers;
  };
  const dissector = new Dissector();
  const traffic = new TcpTraffic();
  const begin = held();
  for (let index = 0; index < 100_000; index++) {
    const ends = { from: `10.${index >> 16}.${(index >> 8) & 255}.${index & 255}`, fromPort: 9 };
    const [opened, refused] = [
      tcpFrame({ flags: syn, sequence: index }, 0, ends),
      tcpFrame({ flags: rst | ack }, 0, {
        from: '10.0.0.5',
        to: ends.from,
        fromPort: 443,
        toPort: 9,
      }),
    ];
    traffic.see(dissector.dissect(frameOf([index, opened])));
    if (index % 2 === 0) traffic.see(dissector.dissect(frameOf([index, refused])));
  }
  assert.ok(held() - begin < 5e7, `${held() - begin} bytes`);
  const { connections, handshakes } = traffic.counts(Infinity);
  assert.equal(connections, 100_000);
  assert.deepEqual([handshakes.refused, handshakes.unanswered], [50_000, 50_000]);
});
