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
  openSyn,
  out,
  rst,
} from '../../test-support/tcp-exchange.ts';

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
      'is what an acknowledgment asks for when other data of its sender was not captured',
      [
        ...handshake,
        [30, data(101)],
        [31, data(251)],
        [40, confirm(151)],
        [41, tcpFrame({ sequence: 151, acknowledgment: 901 }, 50, out)],
      ],
      1,
    ],
    [
      'is not what a single acknowledgment asks for',
      [...handshake, [30, data(101)], [31, data(251)], [40, confirm(151)], [41, data(151)]],
      0,
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
        [1000, data(151)],
        [1001, data(201)],
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
