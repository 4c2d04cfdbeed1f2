import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { tcpFrame } from '../../test-support/capture-files.ts';
import type { Step } from '../../test-support/tcp-exchange.ts';
import {
  ack,
  acknowledge,
  answer,
  back,
  fin,
  follow,
  handshake,
  later,
  mirrored,
  openSyn,
  out,
  rst,
  stepsOf,
  syn,
} from '../../test-support/tcp-exchange.ts';
import type { TcpCounts } from './tcp-traffic.ts';

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
    ['may still be answered within a second', [[0, openSyn], later(999.999)], { tried: 1 }],
    ['is unanswered after a second', [[0, openSyn], later(1000)], { tried: 1, unanswered: 1 }],
    ['is answered by a SYN-ACK', [[0, openSyn], [20, answer], later(5000)], { tried: 1 }],
    [
      'that was answered stays so when the answer was recorded first',
      [[0, answer], [1, openSyn], later(5000)],
      { tried: 1 },
    ],
    [
      'is not answered by a SYN-ACK of its own side',
      [...stepsOf('0 > 100 syn ack=501', '1 > 100 syn'), later(5000)],
      { tried: 1, unanswered: 1 },
    ],
    [
      'is one when its SYN is recorded last',
      [
        [0, answer],
        [1, acknowledge],
        [2, openSyn],
      ],
      { tried: 1 },
    ],
    [
      'stays completed when its SYN comes again',
      [...handshake, [1000, openSyn], later(5000)],
      { tried: 1, completed: 1 },
    ],
    [
      'stays completed when its answer comes again',
      [...handshake, [1000, answer], later(5000)],
      { tried: 1, completed: 1 },
    ],
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
    test(`${name}, in either direction`, () => {
      for (const directed of [steps, steps.map(mirrored)]) {
        const { handshakes, connections } = follow(...directed);
        assert.deepEqual(handshakes, { ...none, ...expected });
        assert.equal(connections, handshakes.tried);
      }
    });
  }

  test('before the capture is not counted', () => {
    const { connections, handshakes } = follow(
      ...stepsOf('0 > 101+50 ack=501', '1 < 501+50 ack=151', '2 > 151 rst'),
    );
    assert.deepEqual({ connections, handshakes }, { connections: 1, handshakes: none });
  });

  const timed: [name: string, steps: Step[], milliseconds: number | undefined][] = [
    ['from its SYN to the acknowledgment', handshake, 21],
    ['from its last SYN', [[-900, openSyn], ...handshake], 21],
    [
      'once, also when a segment of it comes again',
      [...handshake, [900, openSyn], [999, acknowledge]],
      21,
    ],
    [
      'in no time, when all has the same time',
      [
        [0, openSyn],
        [0, answer],
        [0, acknowledge],
      ],
      0,
    ],
    [
      'not when the times are wrong',
      [
        [0, openSyn],
        [20, answer],
        [-1, acknowledge],
      ],
      undefined,
    ],
    [
      'not when only an acknowledgment of its SYN was captured',
      stepsOf('0 > 100 syn', '20 < 501 ack=101'),
      undefined,
    ],
    [
      'from the first SYN when both sides open it',
      stepsOf(
        '0 > 100 syn',
        '1 < 500 syn',
        '20 > 100 syn ack=501',
        '21 < 500 syn ack=101',
        '30 > 101 ack=501',
      ),
      30,
    ],
  ];
  for (const [name, steps, milliseconds] of timed) {
    test(`is timed ${name}`, () => {
      const { roundTrip } = follow(...steps);
      const spread = {
        min: milliseconds,
        median: milliseconds,
        p95: milliseconds,
        max: milliseconds,
      };
      assert.deepEqual(roundTrip, milliseconds === undefined ? undefined : { count: 1, ...spread });
    });
  }
});

describe('connections in turn between the same ports', () => {
  test('begin with a SYN of another number', () => {
    const steps = [...handshake, ...stepsOf('60000 > 9000 syn', '60001 > 9000 syn')];
    assert.equal(follow(...steps).connections, 2);
  });

  test('may be opened by either side, each with its own outcome', () => {
    const { connections, handshakes } = follow(
      ...handshake,
      ...stepsOf('60000 < 9000 syn', '60001 > 0 rst ack=9001', '61000 < 9000 syn'),
      ...stepsOf('90000 > 7000 syn', '99000 > 7000 syn'),
    );
    assert.equal(connections, 3);
    assert.deepEqual(handshakes, { ...none, tried: 3, completed: 1, refused: 1 });
  });

  test('have different numbers also when only the answer to the first was captured', () => {
    const { connections, handshakes } = follow(...stepsOf('0 < 500 syn ack=101', '1 > 9000 syn'));
    assert.deepEqual({ connections, tried: handshakes.tried }, { connections: 2, tried: 1 });
  });

  test('have round trips of their own', () => {
    const overtaken = (at: number, first: number): string[] => [
      `${at} > ${first}+50 ack=501`,
      `${at + 1} > ${first + 100}+50 ack=501`,
      `${at + 11} > ${first + 50}+50 ack=501`,
    ];
    const slow = ['0 > 100 syn', '20 < 500 syn ack=101', '21 > 101 ack=501'];
    const quick = ['1000 > 9000 syn', '1000.5 < 500 syn ack=9001', '1001 > 9001 ack=501'];
    const late = follow(...stepsOf(...slow, ...overtaken(100, 101)));
    assert.equal(late.retransmissions, 0);
    const both = follow(...stepsOf(...slow, ...quick, ...overtaken(1100, 9001)));
    assert.equal(both.retransmissions, 1);
  });

  test('have sequence numbers of their own', () => {
    const steps = ['0 > 9000 syn', '1 > 9001+500 ack=1', '1000 > 100 syn', '1001 > 101+500 ack=1'];
    assert.equal(follow(...stepsOf(...steps)).retransmissions, 0);
  });
});

test('resets are counted', () => {
  const steps = [...handshake, ...stepsOf('30 > 101 rst', '31 < 501 rst ack=101')];
  assert.equal(follow(...steps).resets, 2);
});

test('segments whose header was cut are counted, and nothing else of them', () => {
  const [whole] = [tcpFrame({ flags: syn }, 0, out)];
  const cut = [42, 48].map((kept): Step => [0, whole.subarray(0, kept), whole.length]);
  const { connections, cutHeaders } = follow(...cut, later(10));
  assert.deepEqual({ connections, cutHeaders }, { connections: 0, cutHeaders: 2 });
  assert.equal('cutHeaders' in follow(...handshake), false);
});
