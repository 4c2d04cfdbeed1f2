import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { SynTargets } from './syn-targets.ts';

const server = '\x0a\0\0\x04';

/** Adds SYNs to a port of the server at equal intervals, each from another address unless told. */
function add(
  targets: SynTargets,
  port: number,
  syns: number,
  seconds: number,
  sources = syns,
): void {
  for (let index = 0; index < syns; index++) {
    const source = `source ${index % sources}`;
    targets.addSyn(source, server, port, (seconds * 1e6 * index) / (syns - 1));
  }
}

describe('a flood of SYNs', () => {
  const cases: [
    what: string,
    syns: number,
    seconds: number,
    completed: number,
    isFlood: boolean,
  ][] = [
    ['at least 500 of them', 500, 1, 0, true],
    ['not fewer', 499, 1, 0, false],
    ['at least 50 in a second', 600, 12, 0, true],
    ['not fewer in a second', 600, 12.1, 0, false],
    ['all of them in an instant', 500, 0, 0, true],
    ['a tenth of them completed', 500, 1, 50, true],
    ['not more of them completed', 500, 1, 51, false],
  ];
  for (const [what, syns, seconds, completed, isFlood] of cases) {
    test(`is ${what}`, () => {
      const targets = new SynTargets();
      add(targets, 443, syns, seconds);
      for (let index = 0; index < completed; index++) targets.addCompleted(server, 443);
      const flood = { target: '10.0.0.4', port: 443, syns, completed, seconds, sources: syns };
      assert.deepEqual(targets.floods(), isFlood ? [flood] : []);
    });
  }

  test('has no exact number of sources above 1,000', () => {
    const targets = new SynTargets();
    add(targets, 80, 2000, 1, 999);
    add(targets, 443, 1500, 1);
    const sources = targets.floods().map((flood) => [flood.sources, flood.sourcesAtLeast]);
    assert.deepEqual(sources, [
      [999, undefined],
      [1000, true],
    ]);
  });

  test('has a place by its number of SYNs, in order of time or not', () => {
    const targets = new SynTargets();
    add(targets, 80, 500, 1);
    add(targets, 443, 600, 1);
    targets.addSyn('another', server, 443, -1e6);
    const floods = targets.floods().map(({ port, syns, seconds }) => [port, syns, seconds]);
    assert.deepEqual(floods, [
      [443, 601, 2],
      [80, 500, 1],
    ]);
  });
});
