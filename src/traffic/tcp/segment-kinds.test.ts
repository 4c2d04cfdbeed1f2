import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { frameOf, stepOf } from '../../test-support/tcp-exchange.ts';
import { Dissector } from '../layers/dissect.ts';
import { TcpTraffic } from './tcp-traffic.ts';

/** What each segment is, as tshark 4.0 (`tcp.analysis`) says of the same frames. */
const exchanges: Record<string, string> = {
  'the byte before the next, or an empty segment there, is a keep-alive, and answers to it repeat nothing': `
    0 > 101+50 ack=501
    10 < 501+0 ack=151
    30000 > 150+1 ack=501             | keep-alive
    30010 < 501+0 ack=151
    60000 > 150+0 ack=501             | keep-alive
    60010 < 501+0 ack=151
    60020 < 501+0 ack=151
    60030 > 151+10 ack=501
    60040 < 501+0 ack=161
    60050 < 501+0 ack=161             | duplicate acknowledgment
  `,
  'a FIN or a reset is not a keep-alive': `
    0 > 101+50 ack=501
    3000 > 150+0 fin ack=501          | retransmission
    3001 > 150+0 rst ack=501
  `,
  'the byte before the next with a FIN is a retransmission': `
    0 > 101+50 ack=501
    3000 > 150+1 fin ack=501          | retransmission
  `,
  'data that begins with the byte of a keep-alive is new': `
    0 > 101+50 ack=501
    3000 > 150+1 ack=501              | keep-alive
    3500 > 150+50 ack=501
    3501 > 200+0 ack=501              | duplicate acknowledgment
    3502 > 200+50 ack=501
  `,
  'numbers that jump mean that a segment was not captured': `
    0 > 101+50 ack=501
    1 > 201+50 ack=501                | previous segment not captured
    2 > 301+0 ack=501                 | previous segment not captured
    3 > 301+0 ack=501                 | duplicate acknowledgment
    1000 > 301+50 ack=501
    1001 > 251+0 ack=501
  `,
  'a reset may have any number': `
    0 > 101+50 ack=501
    1 > 401+0 rst
  `,
  'data of a reset counts as sent': `
    0 > 101+50 ack=501
    1 > 151+50 rst ack=501
    1000 > 151+20 ack=501             | retransmission
  `,
  'an acknowledgment is a duplicate when it has no data and the same numbers and window': `
    0 > 101+50 ack=501
    1 < 501+0 ack=151
    2 < 501+0 ack=151                 | duplicate acknowledgment
    3 < 501+0 ack=151 win=600
    4 < 501+0 ack=151 win=600         | duplicate acknowledgment
    5 < 501+10 ack=151 win=600
    6 < 511+0 ack=151 win=600         | duplicate acknowledgment
    7 < 510+0 ack=120 win=600         | keep-alive
    8 < 511+0 ack=151 win=600
    9 < 511+0 ack=120 win=600
    10 < 511+0 rst ack=120 win=600
    11 < 511+0 ack=120 win=0
    12 < 511+0 ack=120 win=0
    13 < 511+0 fin ack=120 win=0
  `,
  'an acknowledgment after a jump is not a duplicate': `
    0 < 501+0 ack=151
    1 < 601+0 ack=151                 | previous segment not captured
    2 < 601+0 ack=151                 | duplicate acknowledgment
  `,
  'one byte into a closed window is a probe, and does not count as sent': `
    0 > 101+50 ack=501
    1 < 501+0 ack=151 win=0
    500 > 151+1 ack=501
    501 < 501+0 ack=151 win=0
    1500 > 151+1 ack=501
    1501 < 501+0 ack=151 win=0
    1600 < 501+0 ack=151
    1700 > 151+1 ack=501
    1800 > 151+1 ack=501              | keep-alive
  `,
  'two bytes into a closed window are data': `
    0 > 101+50 ack=501
    1 < 501+0 ack=151 win=0
    500 > 151+2 ack=501
    1500 > 151+2 ack=501              | retransmission
    1600 > 154+1 ack=501              | previous segment not captured
  `,
  'data that was acknowledged is a spurious retransmission': `
    0 > 101+50 ack=501
    1 < 501+0 ack=151
    2 > 101+50 ack=501                | spurious retransmission
    3 > 101+51 ack=501                | retransmission
    4 > 101+0 ack=501
  `,
  'nothing was acknowledged before the other side sent a segment': `
    0 > 4026531840+50 ack=501
    1 > 4026531890+50 ack=501
    2 > 4026531990+50 ack=501         | previous segment not captured
  `,
  'a FIN that was acknowledged is an ordinary retransmission': `
    0 > 101+0 fin ack=501
    1 < 501+0 ack=102
    300 > 101+0 fin ack=501           | retransmission
  `,
  'what two duplicate acknowledgments ask for is a fast retransmission for 20 ms': `
    0 > 100+0 syn
    20 < 500+0 syn ack=101
    21 > 101+0 ack=501
    30 > 101+50 ack=501
    31 > 151+50 ack=501
    32 > 201+50 ack=501
    40 < 501+0 ack=151
    41 < 501+0 ack=151                | duplicate acknowledgment
    42 < 501+0 ack=151                | duplicate acknowledgment
    42 > 151+50 ack=501               | fast retransmission
    61.999 > 151+50 ack=501           | fast retransmission
    62 > 151+50 ack=501               | retransmission
    41 > 151+50 ack=501               | out of order
  `,
  'one duplicate acknowledgment asks for nothing': `
    0 > 101+50 ack=501
    1 > 151+50 ack=501
    2 > 201+50 ack=501
    9 < 501+0 ack=151
    10 < 501+0 ack=151                | duplicate acknowledgment
    11 > 151+50 ack=501               | retransmission
  `,
  'duplicate acknowledgments are counted anew after another one': `
    0 > 101+50 ack=501
    1 > 151+50 ack=501
    2 > 201+50 ack=501
    3 > 251+50 ack=501
    9 < 501+0 ack=151
    10 < 501+0 ack=151                | duplicate acknowledgment
    11 < 501+0 ack=151                | duplicate acknowledgment
    12 < 501+0 ack=201
    13 > 201+50 ack=501               | retransmission
  `,
  'when data of the receiver was not captured, one acknowledgment asks': `
    0 > 101+50 ack=501
    1 < 501+0 ack=101
    2 > 151+50 ack=901
    9 > 101+50 ack=901                | fast retransmission
  `,
  'after a duplicate acknowledgment, two are needed again': `
    0 > 101+50 ack=501
    1 < 501+0 ack=101
    2 > 151+50 ack=901
    3 < 501+0 ack=101                 | duplicate acknowledgment
    9 > 101+50 ack=501                | retransmission
  `,
  'data after a gap of the receiver was captured: two acknowledgments are needed': `
    0 > 101+50 ack=501
    1 < 501+50 ack=101
    2 < 601+50 ack=101                | previous segment not captured
    3 > 151+50 ack=651
    9 > 101+50 ack=651                | retransmission
  `,
  'data of the receiver was captured in two segments: two acknowledgments are needed': `
    0 > 101+50 ack=501
    1 < 501+50 ack=101
    2 < 551+50 ack=101
    3 > 151+50 ack=601
    9 > 101+50 ack=601                | retransmission
  `,
  'a probe counts as not captured when it is acknowledged': `
    0 > 101+50 ack=501 win=0
    1 < 501+50 ack=101
    2 < 551+1 ack=101
    3 > 151+50 ack=552
    9 > 101+50 ack=552                | fast retransmission
  `,
  'data of the receiver was captured: two acknowledgments are needed': `
    0 > 101+50 ack=501
    1 < 501+50 ack=101
    3 > 151+50 ack=551
    9 > 101+50 ack=551                | retransmission
  `,
  'without the ACK flag, nothing is acknowledged': `
    0 > 101+50 ack=4026531840
    1 < 4026531840+50 ack=101
    2 > 151+50
    9 > 101+50 ack=4026531840         | retransmission
  `,
  'overtaken data is out of order for 3 ms when the round trip is unknown': `
    0 > 101+50 ack=501
    1 > 201+50 ack=501                | previous segment not captured
    3.999 > 151+10 ack=501            | out of order
    4 > 161+10 ack=501                | retransmission
  `,
  'overtaken data may have the same time': `
    0 > 101+50 ack=501
    0 > 201+50 ack=501                | previous segment not captured
    0 > 151+50 ack=501                | out of order
  `,
  'the round trip is unknown when the handshake was not captured': `
    0 > 101+50 ack=501
    10 < 501+50 ack=151
    20 > 201+50 ack=551               | previous segment not captured
    120 > 151+50 ack=551              | retransmission
  `,
  'the last data again is a retransmission, however soon': `
    0 > 101+50 ack=501
    1 > 151+50 ack=501
    2 > 151+50 ack=501                | retransmission
    2.5 > 101+50 ack=501              | out of order
  `,
  'a part of the data again changes nothing for what follows': `
    0 > 101+50 ack=501
    300 > 101+20 ack=501              | retransmission
    600 > 151+50 ack=501
  `,
  'overtaken data is out of order within the round trip, from the SYN to the first acknowledgment': `
    0 > 100+0 syn
    20 < 500+0 syn ack=101
    21 > 101+0 ack=501
    100 > 101+50 ack=501
    101 > 201+50 ack=501              | previous segment not captured
    121.999 > 151+10 ack=501          | out of order
    122 > 161+10 ack=501              | retransmission
  `,
  'the round trip is unknown when the acknowledgment is earlier than the SYN': `
    0 > 100+0 syn
    20 < 500+0 syn ack=101
    -10 > 101+0 ack=501
    100 > 101+50 ack=501
    101 > 201+50 ack=501              | previous segment not captured
    103 > 151+50 ack=501              | out of order
  `,
  'the first acknowledgment may be of either side': `
    0 > 100+0 syn
    20 < 500+0 syn ack=101
    50 < 501+50 ack=101
    100 > 101+50 ack=551
    101 > 201+50 ack=551              | previous segment not captured
    131 > 151+50 ack=551              | out of order
  `,
  'a SYN-ACK that comes again is a retransmission': `
    0 > 100+0 syn
    20 < 500+0 syn ack=101
    1020 < 500+0 syn ack=101          | retransmission
    1021 > 101+0 ack=501
  `,
  'when only later data of the receiver was not captured, one acknowledgment asks': `
    0 > 101+50 ack=501
    1 < 501+50 ack=101
    2 > 151+50 ack=551
    3 < 551+50 ack=101
    4 > 201+50 ack=901
    9 > 101+50 ack=551                | fast retransmission
  `,
  'after a jump of the receiver, two are needed even when its next data was not captured': `
    0 > 101+50 ack=501
    1 < 501+50 ack=101
    2 < 601+50 ack=101                | previous segment not captured
    3 > 151+50 ack=901
    9 > 101+50 ack=651                | retransmission
  `,
  'a byte elsewhere than at the next number is no probe': `
    0 > 101+50 ack=501
    1 < 501+0 ack=151 win=0
    2 > 201+1 ack=501                 | previous segment not captured
    3 > 202+1 ack=501
    4 > 101+1 ack=501                 | spurious retransmission
  `,
};

describe('the kind of a segment', () => {
  for (const [name, exchange] of Object.entries(exchanges)) {
    test(name, () => {
      const dissector = new Dissector();
      const traffic = new TcpTraffic();
      const lines = exchange.trim().split('\n');
      for (const line of lines) {
        const [segment = '', expected] = line.split('|').map((part) => part.trim());
        const kind = traffic.see(dissector.dissect(frameOf(stepOf(segment))));
        assert.equal(kind, expected, segment);
      }
    });
  }
});
