import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { capturedFrame, dnsMessage, tcpFrame, udpFrame } from '../../test-support/capture-files.ts';
import type { Step } from '../../test-support/tcp-exchange.ts';
import { frameOf, local, remote } from '../../test-support/tcp-exchange.ts';
import { Dissector } from '../layers/dissect.ts';
import type { DnsCounts } from './dns-traffic.ts';
import { DnsTraffic } from './dns-traffic.ts';

const toLocal = { from: remote, to: local, fromPort: 53, toPort: 40_000 };
const ask = (id: number, name: string, fromPort = 40_000): Buffer =>
  udpFrame(dnsMessage(id, name), { fromPort });
const answer = (id: number, name: string, code: number, ends = toLocal): Buffer =>
  udpFrame(dnsMessage(id, name, 0x8180 | code), ends);

/** Counts frames with these times, in milliseconds. */
function countsOf(steps: Step[], dns = new DnsTraffic()): DnsCounts {
  const dissector = new Dissector();
  for (const step of steps) dns.see(dissector.dissect(frameOf(step)));
  return dns.counts(1e15 + Math.max(...steps.map(([at]) => at)) * 1000);
}

describe('DNS', () => {
  test('error answers and questions without an answer are listed by name', () => {
    const dns = countsOf([
      [0, ask(1, 'good.test')],
      [5, answer(1, 'good.test', 0)],
      [10, ask(2, 'bad.test')],
      [15, answer(2, 'bad.test', 3)],
      [20, ask(3, 'lost.test')],
      [2000, ask(4, 'late.test')],
    ]);
    assert.deepEqual(dns, {
      questions: 4,
      responses: 2,
      failures: { NXDOMAIN: 1 },
      unanswered: 1,
      failedNames: [
        { name: 'bad.test', failure: 'NXDOMAIN', count: 1 },
        { name: 'lost.test', failure: 'no answer', count: 1 },
      ],
    });
  });

  test('a question is unanswered after a second', () => {
    const after = (milliseconds: number): number =>
      countsOf([
        [0, ask(1, 'a.test')],
        [milliseconds, tcpFrame({}, 0)],
      ]).unanswered;
    assert.deepEqual([after(999), after(1000)], [0, 1]);
  });

  test('an answer counts for the last of several equal questions', () => {
    const dns = countsOf([
      [0, ask(1, 'slow.test')],
      [5000, ask(1, 'slow.test')],
      [5005, answer(1, 'slow.test', 0)],
      [9500, ask(2, 'lost.test')],
      [9510, ask(2, 'lost.test')],
      [9900, ask(3, 'late.test')],
      [10_505, ask(3, 'late.test')],
    ]);
    assert.deepEqual([dns.questions, dns.responses, dns.unanswered], [6, 1, 2]);
  });

  const strangers: [name: string, data: Buffer][] = [
    ['another number', answer(2, 'a.test', 0)],
    ['another server', answer(1, 'a.test', 0, { ...toLocal, from: '10.0.0.6' })],
    ['another asker', answer(1, 'a.test', 0, { ...toLocal, to: '10.0.0.6' })],
    ['another port of the asker', answer(1, 'a.test', 0, { ...toLocal, toPort: 40_001 })],
  ];
  for (const [name, data] of strangers) {
    test(`an answer of ${name} is none`, () => {
      const asked: Step = [
        0,
        udpFrame(dnsMessage(1, 'a.test'), {
          from: local,
          to: remote,
          fromPort: 40_000,
          toPort: 53,
        }),
      ];
      assert.equal(countsOf([asked, [2000, data]]).unanswered, 1);
      assert.equal(countsOf([asked, [2000, answer(1, 'a.test', 0)]]).unanswered, 0);
    });
  }

  test('only UDP from or to port 53 counts', () => {
    const none = { questions: 0, responses: 0, failures: {}, unanswered: 0, failedNames: [] };
    const other = udpFrame(dnsMessage(1, 'a.test'), { toPort: 5353 });
    assert.deepEqual(
      countsOf([
        [0, other],
        [0, tcpFrame({}, 40, { toPort: 53 })],
      ]),
      none,
    );
  });

  test('failures have the names of IANA, or their number', () => {
    const codes = [1, 2, 3, 4, 5, 6, 7, 9];
    const { failures } = countsOf(codes.map((code) => [0, answer(code, 'a.test', code)]));
    assert.deepEqual(Object.keys(failures), [
      ...['FORMERR', 'SERVFAIL', 'NXDOMAIN', 'NOTIMP', 'REFUSED', 'YXDOMAIN'],
      ...['RCODE 7', 'RCODE 9'],
    ]);
  });

  test('the ten names with the most failures are listed, with the name of each failure', () => {
    const failed = Array.from({ length: 12 }, (_, index): Step[] =>
      Array.from({ length: 12 - index }, () => [0, answer(1, `n${index}.test`, 9)]),
    );
    const { failedNames, failures } = countsOf(failed.flat());
    assert.equal(failedNames.length, 10);
    assert.deepEqual(failedNames[0], { name: 'n0.test', failure: 'RCODE 9', count: 12 });
    assert.deepEqual(failures, { 'RCODE 9': 78 });
  });

  test('a message counts when its flags were captured', () => {
    const short = (bytes: number): Step => [
      0,
      udpFrame(dnsMessage(1, 'a.test', 0x8183)).subarray(0, 42 + bytes),
      80,
    ];
    const dns = countsOf([3, 4, 11].map(short));
    assert.deepEqual([dns.responses, dns.cutHeaders, dns.failures], [2, 1, { NXDOMAIN: 2 }]);
    assert.equal(dns.failedNames[0]?.name, '(not captured)');
  });

  test('a datagram whose header was cut is stated', () => {
    const cut = udpFrame(dnsMessage(1, 'a.test')).subarray(0, 38);
    assert.equal(countsOf([[0, cut, 80]]).cutHeaders, 1);
  });

  test('a datagram that is too short for a message is not cut', () => {
    assert.equal(countsOf([[0, udpFrame(Buffer.alloc(3), { toPort: 53 })]]).cutHeaders, undefined);
  });

  test('a name is written in printable characters', () => {
    const { failedNames } = countsOf([[0, answer(1, 'a\u0007\u001b[31m<b>.test', 3)]]);
    assert.equal(failedNames[0]?.name, 'a\\007\\027[31m<b>.test');
  });

  test('see reports a failed answer', () => {
    const packetOf = (data: Buffer) => new Dissector().dissect(capturedFrame(data, 1e15));
    const dns = new DnsTraffic();
    assert.deepEqual(
      [ask(1, 'a.test'), answer(1, 'a.test', 0), answer(1, 'a.test', 2)].map((data) =>
        dns.see(packetOf(data)),
      ),
      [false, false, true],
    );
  });

  test('a question without a time is unanswered', () => {
    const dns = new DnsTraffic();
    dns.see(new Dissector().dissect(capturedFrame(ask(1, 'a.test'), Number.NaN)));
    assert.equal(dns.counts(1e15).unanswered, 1);
  });
});

test('the number of unanswered questions is a lower bound when there are too many to follow', () => {
  const asked = (count: number): Step[] => [
    ...Array.from({ length: count }, (_, index): Step => [0, ask(index, 'a.test')]),
    [5000, tcpFrame({}, 0)],
  ];
  const exact = countsOf(asked(800), new DnsTraffic(800));
  assert.deepEqual([exact.unanswered, exact.lowerBounds], [800, undefined]);
  const more = countsOf(asked(801), new DnsTraffic(800));
  assert.deepEqual([more.questions, more.unanswered, more.lowerBounds], [801, 701, ['unanswered']]);
  const answered = [...asked(801), [5000, answer(0, 'a.test', 0)] as Step];
  assert.equal(countsOf(answered, new DnsTraffic(800)).unanswered, 701);
});

describe('a name', () => {
  const named = (hex: string): string | undefined => {
    const message = Buffer.concat([
      Buffer.from('000181830001000000000000', 'hex'),
      Buffer.from(hex, 'hex'),
    ]);
    return countsOf([[0, udpFrame(message, toLocal)]]).failedNames[0]?.name;
  };
  const cases: [hex: string, name: string][] = [
    ['01610462626262 00', 'a.bbbb'],
    ['00', '.'],
    ['0161', '(not captured)'],
    ['016102 62', '(not captured)'],
    ['c00c', '(not captured)'],
    [`3f${'61'.repeat(63)}00`, 'a'.repeat(63)],
    [`40${'61'.repeat(64)}00`, '(not captured)'],
    ['0161'.repeat(127) + '00', Array(127).fill('a').join('.')],
    ['0161'.repeat(128) + '00', '(not captured)'],
    ['032161ff00', '!a\\255'],
  ];
  for (const [hex, name] of cases) {
    test(`${hex.slice(0, 20)} is ${name.slice(0, 20)}`, () => {
      assert.equal(named(hex.replaceAll(' ', '')), name);
    });
  }

  test('is absent in an answer without a question', () => {
    const message = Buffer.from('000181830000000000000000016100', 'hex');
    const { failedNames } = countsOf([[0, udpFrame(message, toLocal)]]);
    assert.equal(failedNames[0]?.name, '(not captured)');
  });
});
