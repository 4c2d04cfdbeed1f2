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
  ['port 65535 or 40000', ['syn', 'data', 'dns']],
  ['portrange 0-65535', ['syn', 'data', 'dns']],
  ['tcp[tcpflags] != 2', ['data']],
  ['tcp[tcpflags] > 2', ['data']],
  ['tcp[tcpflags] >= 2', ['syn', 'data']],
  ['tcp[tcpflags] < 0x18', ['syn']],
  ['tcp[tcpflags] <= 24', ['syn', 'data']],
  ['tcp[tcpflags] < 100', ['syn', 'data']],
  ['tcp[tcpflags] = ack|psh', ['data']],
  ['len >= 954', ['data']],
  ['len <= 54', ['syn']],
  ['len == 54', ['syn']],
  ['len > 954 or len < 54', []],
  ['after 1.5', ['syn', 'data', 'dns']],
  ['after 1.51', ['data', 'dns']],
  ['before 3', ['syn']],
  ['before 10', ['syn', 'data', 'dns']],
  ['after 2026-11-20T02:14Z', ['syn', 'data', 'dns']],
  ['after 2026-11-20T02:14:01.75Z', ['data', 'dns']],
  ['not(tcp)', ['dns']],
];

const oneOf =
  'Expected one of: host, net, port, portrange, src, dst, a protocol (tcp, udp, icmp, dns …), flags, tcp[tcpflags], less, greater, len, after, before, retransmission, not.';
const aTime = 'Expected seconds from the first packet, or a time such as 2026-11-20T02:14:00Z.';
const aFlag = 'Expected a flag such as tcp-syn, or a number.';
const allFlags = 'Expected flags: fin, syn, rst, push, psh, ack, urg.';
const aPort = 'Expected a port from 0 to 65535.';
const somePorts = 'Expected ports such as 5000-5010.';
const anAddress = 'Expected an address such as 10.0.0.4; names are not looked up.';

const faults: [filter: string, position: number, problem: string][] = [
  ['tcp and', 7, oneOf],
  ['foo', 0, oneOf],
  ['tcp and 10.0.0.4', 8, oneOf],
  ['tcp foo', 4, 'Expected "and", "or" or the end.'],
  ['tcp )', 4, 'Expected "and", "or" or the end.'],
  ['(tcp or udp', 11, 'Expected ")".'],
  ['src', 3, 'Expected "host", "net", "port" or "portrange".'],
  ['host', 4, 'Expected an address.'],
  ['host example.com', 5, anAddress],
  ['host 10.0.0.4 or 10.0.0.400', 17, anAddress],
  ['host 10.0.0.4 or x10.0.0.5', 17, oneOf],
  ['host 10.0.0.4 or 10.0.0.5x', 17, oneOf],
  ['net 10.0.0.0/40', 4, 'Expected a net such as 10.0.0.0/8; names are not looked up.'],
  ['port', 4, 'Expected a port.'],
  ['port 70000', 5, aPort],
  ['port 65536', 5, aPort],
  ['port x80', 5, aPort],
  ['port 80x', 5, aPort],
  ['port 80-90', 5, aPort],
  ['portrange 80', 10, somePorts],
  ['portrange 90-80', 10, somePorts],
  ['portrange 1-2-3', 10, somePorts],
  ['portrange x1-2', 10, somePorts],
  ['portrange 1-2x', 10, somePorts],
  ['flags', 5, 'Expected flags such as syn or syn-ack.'],
  ['flags synn', 6, allFlags],
  ['flags syn-', 6, allFlags],
  ['tcp[', 4, 'Expected "tcpflags".'],
  ['tcp[14] = 1', 4, 'Expected "tcpflags".'],
  ['tcp[13 = 1', 7, 'Expected "]".'],
  ['udp[13] = 1', 3, 'Expected "and", "or" or the end.'],
  ['tcp[13]', 7, 'Expected a comparison such as >=.'],
  ['tcp[13] tcp-syn', 8, 'Expected a comparison such as >=.'],
  ['tcp[13] =', 9, aFlag],
  ['tcp[13] = tcp-foo', 10, aFlag],
  ['tcp[13] = xtcp-syn', 10, aFlag],
  ['tcp[13] = 0x100', 10, aFlag],
  ['tcp[13] = 1234', 10, aFlag],
  ['tcp[13] = x12', 10, aFlag],
  ['tcp[13] & (tcp-syn != 0', 19, 'Expected ")".'],
  ['less', 4, 'Expected a number of bytes.'],
  ['less x1', 5, 'Expected a number of bytes.'],
  ['less 1x', 5, 'Expected a number of bytes.'],
  ['len 5', 4, 'Expected a comparison such as >=.'],
  ['after', 5, 'Expected seconds, or a time such as 2026-11-20T02:14:00Z.'],
  ['after yesterday', 6, aTime],
  ['after 2026-11-20', 6, aTime],
  ['after x2026-11-20T02:14:00Z', 6, aTime],
  ['after 2026-11-20T02:14:00Zx', 6, aTime],
  ['after 2026-13-20T02:14:00Z', 6, aTime],
  ['tcp; udp', 3, '";" is not part of the language.'],
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

  for (const [filter, position, problem] of faults) {
    test(`"${filter}" is refused with the position of the error`, () => {
      assert.throws(
        () => parseFilter(filter),
        (error: unknown) => {
          assert.ok(error instanceof FilterError);
          assert.equal(error.position, position);
          assert.equal(error.message, `${problem}\n${filter}\n${' '.repeat(position)}^`);
          assert.deepEqual(
            [error.name, error.code, error.filter],
            ['FilterError', 'filter-not-understood', filter],
          );
          return true;
        },
      );
    });
  }

  test('may be nested, and may be long, up to a limit', () => {
    const nested = (depth: number): string => `${'('.repeat(depth)}tcp${')'.repeat(depth)}`;
    const notTooDeep = parseFilter(`${nested(99)} and ${nested(99)}`);
    assert.ok(notTooDeep.matches(syn));
    assert.throws(() => parseFilter(nested(100)), /^FilterError: This is nested too deeply\./);
    const long = (length: number): string => `tcp${' '.repeat(length - 3)}`;
    assert.ok(parseFilter(long(2000)).matches(syn));
    assert.throws(
      () => parseFilter(long(2001)),
      (error: unknown) =>
        error instanceof FilterError &&
        error.message.startsWith('A filter has at most 2000 characters.\ntcp') &&
        error.filter.length === 60,
    );
  });

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
