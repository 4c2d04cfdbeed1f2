import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { capturedFrame, dnsMessage, tcpFrame, udpFrame } from '../../test-support/capture-files.ts';
import { Dissector } from '../layers/dissect.ts';
import type { SegmentKind } from '../tcp/sequence-analysis.ts';
import type { Seen } from './filter.ts';
import { FilterError } from './filter-error.ts';
import { parseFilter } from './parse-filter.ts';

const start = Date.UTC(2026, 10, 20, 2, 14) * 1000;
function seen(data: Buffer, seconds = 0, kind?: SegmentKind): Seen {
  const frame = capturedFrame(data, start + seconds * 1e6);
  return { packet: new Dissector().dissect(frame), kind, isDnsFailure: false, start };
}

const ends = { from: '10.0.0.4', to: '10.1.2.3', fromPort: 40_000, toPort: 443 };
const syn = seen(tcpFrame({ flags: 0x02 }, 0, ends), 1.5);
const data = seen(tcpFrame({ flags: 0x18 }, 900, ends), 3, 'retransmission');
const dns = seen(udpFrame(dnsMessage(1, 'a.test'), { ...ends, toPort: 53 }), 5);
const all = { syn, data, dns };

const cases: [filter: string, passes: (keyof typeof all)[]][] = [
  ['', ['syn', 'data', 'dns']],
  ['tcp', ['syn', 'data']],
  ['not tcp', ['dns']],
  ['!tcp', ['dns']],
  ['udp port 53', ['dns']],
  ['tcp port 53', []],
  ['port 443', ['syn', 'data']],
  ['src port 443', []],
  ['dst port 443', ['syn', 'data']],
  ['portrange 50-60', ['dns']],
  ['host 10.0.0.4', ['syn', 'data', 'dns']],
  ['src host 10.1.2.3', []],
  ['dst 10.1.2.3 and udp', ['dns']],
  ['net 10.1.0.0/16', ['syn', 'data', 'dns']],
  ['src net 10.1', []],
  ['dst net 10.1.2.0/25 and tcp', ['syn', 'data']],
  ['ip6', []],
  ['host ::1', []],
  ['flags syn', ['syn']],
  ['flags psh-ack', ['data']],
  ['tcp[tcpflags] & tcp-syn != 0', ['syn']],
  ['tcp[tcpflags] & (tcp-syn|tcp-fin) != 0 && not port 80', ['syn']],
  ['tcp[tcpflags] == tcp-syn', ['syn']],
  ['tcp[13] & 0x10 = 0x10', ['data']],
  ['greater 900', ['data']],
  ['less 54', ['syn']],
  ['len > 53 and len < 900', ['syn', 'dns']],
  ['after 2', ['data', 'dns']],
  ['after 2 and before 4', ['data']],
  ['before 2026-11-20T02:14:02Z', ['syn']],
  ['after 2026-11-20T03:14:04+01:00', ['dns']],
  ['retransmission', ['data']],
  ['udp or flags syn and before 2', ['syn']],
  ['udp or (flags syn and before 2)', ['syn', 'dns']],
  ['dst port 53 or 443', ['syn', 'data', 'dns']],
  ['host 10.9.9.9 or 10.0.0.4 and tcp', ['syn', 'data']],
  ['(udp or flags syn) and before 2', ['syn']],
  ['dns', ['dns']],
];

const faults: [filter: string, position: number, says: RegExp][] = [
  ['tcp and', 7, /Expected one of/],
  ['tcp foo', 4, /Expected "and", "or" or the end/],
  ['host example.com', 5, /names are not looked up/],
  ['port 70000', 5, /0 to 65535/],
  ['(tcp or udp', 11, /Expected "\)"/],
  ['net 10.0.0.0/40', 4, /Expected a net/],
  ['tcp; udp', 3, /";" is not part/],
  ['flags synn', 6, /Expected flags/],
  ['after yesterday', 6, /Expected seconds/],
];

describe('a filter', () => {
  for (const [filter, passes] of cases) {
    test(`"${filter}" passes ${passes.join(', ') || 'none of them'}`, () => {
      const parsed = parseFilter(filter);
      assert.deepEqual(
        Object.keys(all).filter((name) => parsed.matches(all[name as keyof typeof all])),
        passes,
      );
    });
  }

  for (const [filter, position, says] of faults) {
    test(`"${filter}" is refused with the position of the error`, () => {
      assert.throws(
        () => parseFilter(filter),
        (error: unknown) => {
          assert.ok(error instanceof FilterError);
          assert.equal(error.position, position);
          assert.match(error.message, says);
          assert.equal(error.message.split('\n').at(-1)?.indexOf('^'), position);
          return true;
        },
      );
    });
  }

  test('is parsed or refused with a FilterError, for any text', () => {
    const words = fc.constantFrom(
      'tcp',
      'not',
      '(',
      ')',
      'host',
      '1.2.3.4',
      'port',
      '80',
      '&',
      '[',
    );
    const any = fc.oneof(
      fc.string(),
      fc.array(words).map((each) => each.join(' ')),
    );
    fc.assert(
      fc.property(any, (filter) => {
        try {
          parseFilter(filter).matches(syn);
        } catch (error) {
          assert.ok(error instanceof FilterError, String(error));
        }
      }),
    );
  });
});
