import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { capturedFrame, ipv4Frame, tcpFrame } from '../../test-support/capture-files.ts';
import type { Frame } from '../files/frame.ts';
import { Dissector } from '../layers/dissect.ts';
import type { TcpCounts } from './tcp-traffic.ts';
import { TcpTraffic } from './tcp-traffic.ts';

const [local, remote] = ['10.0.0.4', '10.0.0.5'];
const out = { from: local, to: remote, fromPort: 40_000, toPort: 443 };
const back = { from: remote, to: local, fromPort: 443, toPort: 40_000 };
const [fin, syn, rst, ack] = [0x01, 0x02, 0x04, 0x10];

type Step = [at: number, data: Buffer, length?: number];

const frameOf = ([at, data, length]: Step): Frame => capturedFrame(data, 1e15 + at * 1000, length);

/** Tracks segments with these times, in milliseconds. */
function follow(...steps: Step[]): TcpCounts {
  const dissector = new Dissector();
  const traffic = new TcpTraffic();
  for (const step of steps) traffic.see(dissector.dissect(frameOf(step)));
  return traffic.counts(Math.max(...steps.map(([at]) => 1e15 + at * 1000)));
}

const later = (at: number): Step => [at, ipv4Frame(1, Buffer.alloc(8))];
const [openSyn, answer, acknowledge] = [
  tcpFrame({ sequence: 100, flags: syn }, 0, out),
  tcpFrame({ sequence: 500, acknowledgment: 101, flags: syn | ack }, 0, back),
  tcpFrame({ sequence: 101, acknowledgment: 501 }, 0, out),
];
const handshake: Step[] = [
  [0, openSyn],
  [20, answer],
  [21, acknowledge],
];
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

describe('a retransmission', () => {
  const data = (sequence: number, length = 50): Buffer =>
    tcpFrame({ sequence, acknowledgment: 501 }, length, out);
  const confirm = (acknowledgment: number): Buffer =>
    tcpFrame({ sequence: 501, acknowledgment }, 0, back);
  /** An acknowledgment with the selective ones of two ranges. */
  const confirmWithRanges = (acknowledgment: number, ...edges: number[]): Buffer => {
    const frame = tcpFrame({ sequence: 501, acknowledgment }, 20, back);
    frame.writeUInt8(0xa0, 46);
    frame.writeUInt32BE(0x01010512, 54);
    for (const [index, edge] of edges.entries()) frame.writeUInt32BE(edge, 58 + 4 * index);
    return frame;
  };
  const cases: [name: string, steps: Step[], expected: number][] = [
    [
      'is data that comes again',
      [
        [30, data(101)],
        [250, data(101)],
      ],
      1,
    ],
    [
      'does not include data that was overtaken',
      [
        [0, data(101)],
        [1, data(201)],
        [2, data(151)],
      ],
      0,
    ],
    [
      'is not what comes late within the round trip of the handshake',
      [...handshake, [100, data(101)], [101, data(201)], [111, data(151)]],
      0,
    ],
    [
      'is not what comes late within the time to the first acknowledgment, of whichever side',
      [
        [0, openSyn],
        [20, answer],
        [21, tcpFrame({ sequence: 501, acknowledgment: 101 }, 50, back)],
        [100, data(101)],
        [101, data(201)],
        [111, data(151)],
      ],
      0,
    ],
    [
      'is what comes later than that round trip',
      [
        [0, openSyn],
        [0.4, answer],
        [0.5, acknowledge],
        [100, data(101)],
        [100.1, data(201)],
        [102, data(151)],
      ],
      1,
    ],
    [
      'is data that was acknowledged, also when it was not seen before',
      [
        [0, data(101, 100)],
        [10, confirm(901)],
        [200, data(401, 100)],
      ],
      1,
    ],
    [
      'is what comes soon after repeated acknowledgments',
      [
        ...handshake,
        [30, data(101)],
        [31, data(151)],
        [32, data(201)],
        [40, confirm(151)],
        [41, confirm(151)],
        [42, confirm(151)],
        [43, data(151)],
      ],
      1,
    ],
    [
      'does not include overtaken data that repeated acknowledgments do not ask for',
      [
        ...handshake,
        [30, data(101)],
        [31, data(201)],
        [32, data(301)],
        ...[40, 41, 42].map((at): Step => [at, confirmWithRanges(151, 301, 351, 201, 251)]),
        [43, data(251)],
      ],
      0,
    ],
    [
      'is data that comes again at an earlier time',
      [
        [0, data(101)],
        [100, data(151)],
        [-500, data(101)],
      ],
      1,
    ],
    [
      'is a SYN that comes again',
      [
        [0, openSyn],
        [1000, openSyn],
        [3000, openSyn],
      ],
      2,
    ],
    [
      'is a FIN that comes again',
      [
        [0, tcpFrame({ sequence: 101, flags: fin | ack }, 0, out)],
        [300, tcpFrame({ sequence: 101, flags: fin | ack }, 0, out)],
      ],
      1,
    ],
    [
      'does not include a keep-alive',
      [
        [0, data(101)],
        [30_000, tcpFrame({ sequence: 150, acknowledgment: 501 }, 1, out)],
      ],
      0,
    ],
    [
      'does not include data that begins with the byte of a probe',
      [
        [0, data(101)],
        [30_000, data(150)],
      ],
      0,
    ],
    [
      'is found where sequence numbers start again',
      [
        [0, data(0xffffffe0)],
        [30, data(0x12)],
        [300, data(0xffffffe0)],
      ],
      1,
    ],
    [
      'does not include data after a reset with the number of a challenge',
      [
        [0, data(101)],
        [1, tcpFrame({ sequence: 999_900, flags: rst }, 0, out)],
        [2, data(151)],
        [3, data(201)],
      ],
      0,
    ],
  ];
  for (const [name, steps, expected] of cases) {
    test(name, () => assert.equal(follow(...steps).retransmissions, expected));
  }

  test('is found among segments of an offloading card, complete or cut', () => {
    const large = tcpFrame({ sequence: 101, acknowledgment: 501 }, 3000, out);
    large.writeUInt16BE(0, 16);
    for (const kept of [large.length, 96]) {
      const sent: Step = [0, large.subarray(0, kept), large.length];
      assert.equal(follow(sent, [400, data(2901)]).retransmissions, 1, `${kept} bytes`);
    }
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
