import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ack, fin, rst, syn } from '../../test-support/tcp-exchange.ts';
import type { Handshake, HandshakeState } from './handshake.ts';
import { handshakeState, nextHandshake } from './handshake.ts';

/** The sequence number of the SYN. */
const opening = 100;
const segments = {
  SYN: { flags: syn },
  'SYN-ACK': { flags: syn | ack, acknowledgment: opening + 1 },
  ACK: { flags: ack, acknowledgment: opening + 1 },
  'ACK of something else': { flags: ack, acknowledgment: opening },
  'FIN, ACK of 0': { flags: fin | ack, acknowledgment: 0 },
  'data, ACK of 0': { flags: ack, acknowledgment: 0, dataLength: 10 },
  RST: { flags: rst },
  'RST-ACK': { flags: rst | ack, acknowledgment: opening + 1 },
  'data, RST': { flags: rst, dataLength: 10 },
  'no flags': { flags: 0 },
};

/** The state after each segment of the side that sent the SYN, by the state before. */
const ofOpener = `
segment                  open        answered    completed   refused     abandoned
SYN                      open        answered    completed   refused     abandoned
SYN-ACK                  open        answered    completed   refused     abandoned
ACK                      completed   completed   completed   refused     completed
ACK of something else    completed   completed   completed   refused     completed
FIN, ACK of 0            open        completed   completed   refused     completed
data, ACK of 0           completed   completed   completed   refused     completed
RST                      open        abandoned   completed   refused     abandoned
RST-ACK                  open        abandoned   completed   refused     abandoned
data, RST                open        abandoned   completed   refused     abandoned
no flags                 open        answered    completed   refused     abandoned
`;
const ofOther = `
segment                  open        answered    completed   refused     abandoned
SYN                      open        answered    completed   refused     abandoned
SYN-ACK                  answered    answered    completed   answered    answered
ACK                      completed   completed   completed   completed   completed
ACK of something else    open        answered    completed   refused     abandoned
FIN, ACK of 0            open        answered    completed   refused     abandoned
data, ACK of 0           completed   completed   completed   completed   completed
RST                      refused     answered    completed   refused     abandoned
RST-ACK                  refused     answered    completed   refused     abandoned
data, RST                refused     answered    completed   refused     abandoned
no flags                 open        answered    completed   refused     abandoned
`;

const bare = { sequence: 0, acknowledgment: 0, window: 500, dataLength: 0 };
const after = (now: Handshake, from: 0 | 1, segment: { flags: number }): Handshake =>
  nextHandshake(now, from, { ...bare, ...segment }, opening);

describe('the state of a handshake', () => {
  for (const [side, table] of [
    ['the opener', ofOpener],
    ['the other side', ofOther],
  ] as const) {
    const [head = [], ...rows] = table
      .trim()
      .split('\n')
      .map((line) => line.split(/ {2,}/));
    test(`after each segment of ${side}`, () => {
      for (const [name = '', ...states] of rows) {
        const segment = segments[name as keyof typeof segments];
        for (const [column, expected] of states.entries()) {
          const before = head[column + 1] as keyof typeof handshakeState;
          for (const opener of [0, 1] as const) {
            const now: Handshake = {
              state: handshakeState[before],
              opener,
              earlyAnswerBy: undefined,
            };
            const from = side === 'the opener' ? opener : opener === 0 ? 1 : 0;
            const { state } = after(now, from, segment);
            assert.equal(nameOf(state), expected, `${before}, ${name} from ${from}`);
          }
        }
      }
    });
  }

  test('is unseen until a SYN, whichever side sends it', () => {
    const unseen: Handshake = { state: handshakeState.unseen, opener: 0, earlyAnswerBy: undefined };
    for (const from of [0, 1] as const) {
      for (const [name, segment] of Object.entries(segments)) {
        const next = after(unseen, from, segment);
        assert.equal(nameOf(next.state), name === 'SYN' ? 'open' : 'unseen', name);
        assert.equal(next.opener, name === 'SYN' ? from : 0, name);
        assert.equal(next.earlyAnswerBy, name === 'SYN-ACK' ? from : undefined, name);
      }
    }
  });

  test('is answered when the SYN-ACK of the other side was recorded before the SYN', () => {
    const unseen: Handshake = { state: handshakeState.unseen, opener: 0, earlyAnswerBy: undefined };
    for (const [answerer, opener] of [
      [0, 1],
      [1, 0],
      [1, 1],
    ] as const) {
      const early = after(unseen, answerer, segments['SYN-ACK']);
      const { state } = after(early, opener, segments.SYN);
      assert.equal(nameOf(state), answerer === opener ? 'open' : 'answered');
    }
  });
});

const nameOf = (state: HandshakeState): string =>
  Object.entries(handshakeState).find(([, value]) => value === state)?.[0] ?? '';
