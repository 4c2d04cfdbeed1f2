import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { tcpFrame } from '../../test-support/capture-files.ts';
import type { Step } from '../../test-support/tcp-exchange.ts';
import { ack, follow, followIn, frameOf, out, rst, syn } from '../../test-support/tcp-exchange.ts';
import { Dissector } from '../layers/dissect.ts';
import { TcpTraffic } from './tcp-traffic.ts';

describe('with limited memory', () => {
  const limits = { connections: 1000, longAddresses: 1000, analyses: 1000 };
  /** A segment of the connection from a port. */
  const from = (port: number, header: { sequence: number; flags?: number }, data = 0): Step => [
    port,
    tcpFrame(header, data, { ...out, fromPort: port }),
  ];
  const ports = Array.from({ length: 10 }, (_, index) => 1000 + index);

  test('connections above their number are not tracked, and the counts are lower bounds', () => {
    const opened = ports.map((port) => from(port, { sequence: 100, flags: syn }));
    const again = from(1009, { sequence: 100, flags: syn });
    const all = follow(...opened, again);
    assert.deepEqual([all.connections, all.retransmissions, all.lowerBounds], [10, 1, undefined]);
    const few = followIn(new TcpTraffic({ ...limits, connections: 9 }), ...opened, again);
    assert.deepEqual([few.connections, few.retransmissions], [9, 0]);
    assert.deepEqual(few.lowerBounds, ['connections', 'handshakes', 'retransmissions']);
  });

  test('sequence numbers of the connections seen last are kept', () => {
    const data = ports.map((port) => from(port, { sequence: 101 }, 50));
    const repeatedLast = followIn(
      new TcpTraffic({ ...limits, analyses: 3 }),
      ...data,
      ...data.slice(-3),
    );
    assert.deepEqual([repeatedLast.retransmissions, repeatedLast.lowerBounds], [3, undefined]);
    const repeatedAll = followIn(new TcpTraffic({ ...limits, analyses: 3 }), ...data, ...data);
    assert.deepEqual([repeatedAll.connections, repeatedAll.retransmissions], [10, 0]);
    assert.deepEqual(repeatedAll.lowerBounds, ['retransmissions']);
  });

  test('connections that have only a SYN need none of it', () => {
    const opened = ports.map((port) => from(port, { sequence: 100, flags: syn }));
    const again = opened.slice(0, 1);
    const { retransmissions, lowerBounds } = followIn(
      new TcpTraffic({ ...limits, analyses: 3 }),
      ...opened,
      ...again,
    );
    assert.deepEqual([retransmissions, lowerBounds], [1, undefined]);
  });

  test('a SYN with data is no such connection', () => {
    const opened = from(1000, { sequence: 100, flags: syn }, 50);
    const again = from(1000, { sequence: 101 }, 50);
    assert.equal(follow(opened, again).retransmissions, 1);
  });
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
