import type { Filter, Seen } from './filter.ts';
import { and, everything, not, or } from './filter.ts';
import { FilterError } from './filter-error.ts';
import type { Comparison, Side } from './primitives.ts';
import {
  compare,
  flags,
  hasLayer,
  host,
  net,
  noConnection,
  ports,
  protocols,
} from './primitives.ts';
import type { Token } from './tokens.ts';
import { tokensOf } from './tokens.ts';

/**
 * Parses a filter. docs/packet-filters.md describes the language, which uses the words of libpcap
 * (pcap-filter(7)) where they exist.
 *
 * @throws {FilterError} with the position of the fault.
 */
export const parseFilter = (text: string): Filter => new Reader(text).all();

const comparisons = new Set(['=', '==', '!=', '<', '>', '<=', '>=']);
const mostNested = 100;
const known =
  'host, net, port, portrange, src, dst, a protocol (tcp, udp, icmp, dns …), flags, tcp[tcpflags], less, greater, len, after, before, retransmission, not';

const kinds = ['host', 'net', 'port', 'portrange'] as const;

/** The qualifiers of a value, such as `tcp src port`. */
interface Qualifier {
  side: Side;
  kind: (typeof kinds)[number];
  layer: string | undefined;
}

const withKind = (holds: (kind: Seen['kind']) => boolean): Filter => ({
  matches: ({ kind }) => holds(kind),
});

const withFlags = (holds: (flags: number) => boolean): Filter => ({
  matches: ({ packet: { tcp } }) => tcp !== undefined && holds(tcp.flags),
});

class Reader {
  readonly #text: string;
  readonly #tokens: Token[];
  #at = 0;
  #nested = 0;
  #before: Qualifier | undefined;

  constructor(text: string) {
    this.#text = text;
    this.#tokens = tokensOf(text);
  }

  all(): Filter {
    if (this.#tokens.length === 0) return everything;
    const filter = this.#either();
    if (this.#peek() !== undefined) this.#fail('Expected "and", "or" or the end.');
    return filter;
  }

  /** "and" and "or" have equal precedence and associate to the left, as in libpcap. */
  #either(): Filter {
    let filter = this.#one();
    for (;;) {
      if (this.#takes('and', '&&')) filter = and(filter, this.#one());
      else if (this.#takes('or', '||')) filter = or(filter, this.#one());
      else return filter;
    }
  }

  #one(): Filter {
    this.#nested += 1;
    if (this.#nested > mostNested) this.#fail('This is nested too deeply.');
    const filter = this.#negated() ?? this.#primitive();
    this.#nested -= 1;
    return filter;
  }

  #negated(): Filter | undefined {
    if (this.#takes('not', '!')) return not(this.#one());
    if (!this.#takes('(')) return undefined;
    const filter = this.#either();
    this.#expect(')');
    return filter;
  }

  #primitive(): Filter {
    const word = this.#next(`Expected one of: ${known}.`);
    switch (word.text) {
      case 'src':
      case 'dst':
        return this.#sided(word.text);
      case 'host':
      case 'net':
      case 'port':
      case 'portrange':
        this.#at -= 1;
        return this.#sided('either');
      case 'flags':
        return this.#flags();
      case 'less':
        return this.#length('<=');
      case 'greater':
        return this.#length('>=');
      case 'len':
        return this.#length(this.#comparison());
      case 'after':
      case 'before':
        return this.#time(word.text);
      case 'retransmission':
        return withKind((kind) => kind?.endsWith('retransmission') === true);
      case 'out-of-order':
        return withKind((kind) => kind === 'out of order');
      case 'duplicate-ack':
        return withKind((kind) => kind === 'duplicate acknowledgment');
      case 'keep-alive':
        return withKind((kind) => kind === 'keep-alive');
      case 'dns-failure':
        return { matches: ({ isDnsFailure }) => isDnsFailure, concerns: noConnection };
      default:
        return (
          this.#protocol(word) ??
          this.#again(word) ??
          this.#fail(`Expected one of: ${known}.`, word)
        );
    }
  }

  /** A protocol alone, or with a port: `tcp`, `tcp dst port 443`, `tcp[tcpflags] & tcp-syn != 0`. */
  #protocol(word: Token): Filter | undefined {
    const layer = protocols.get(word.text);
    if (layer === undefined) return undefined;
    if (word.text === 'tcp' && this.#takes('[')) return this.#flagExpression();
    const next = this.#peek()?.text;
    if (next === 'src' || next === 'dst' || next === 'port' || next === 'portrange') {
      if (next === 'src' || next === 'dst') this.#at += 1;
      return this.#sided(next === 'src' || next === 'dst' ? next : 'either', layer);
    }
    if (next === 'host' || next === 'net') {
      return and(hasLayer(layer), this.#sided('either'));
    }
    return hasLayer(layer);
  }

  #sided(side: Side, layer?: string): Filter {
    const what = this.#next('Expected "host", "net", "port" or "portrange".');
    const kind = kinds.find((each) => each === what.text);
    // `src 10.0.0.4` means `src host 10.0.0.4`, as in libpcap.
    if (kind === undefined) this.#at -= 1;
    this.#before = { side, kind: kind ?? 'host', layer };
    return this.#valued(this.#before);
  }

  #valued({ side, kind, layer }: Qualifier): Filter {
    if (kind === 'port' || kind === 'portrange') {
      const [first, last] = this.#range(kind);
      return ports(side, first, last, layer);
    }
    const value = this.#next('Expected an address.');
    const filter = kind === 'net' ? net(side, value.text) : host(side, value.text);
    if (filter === undefined) {
      const example = kind === 'net' ? 'a net such as 10.0.0.0/8' : 'an address such as 10.0.0.4';
      return this.#fail(`Expected ${example}; names are not looked up.`, value);
    }
    return layer === undefined ? filter : and(hasLayer(layer), filter);
  }

  /** A value alone has the qualifiers of the previous one, as in libpcap: `port 80 or 443`. */
  #again(word: Token): Filter | undefined {
    if (this.#before === undefined || !/^[\d.:a-f/-]+$/i.test(word.text)) return undefined;
    this.#at -= 1;
    return this.#valued(this.#before);
  }

  #range(kind: 'port' | 'portrange'): [first: number, last: number] {
    const value = this.#next('Expected a port.');
    const example = kind === 'port' ? 'a port from 0 to 65535' : 'ports such as 5000-5010';
    const form = kind === 'port' ? /^(\d{1,5})$/ : /^(\d{1,5})-(\d{1,5})$/;
    const [, first, last = first] = form.exec(value.text) ?? [];
    const [from, to] = [Number(first), Number(last)];
    if (first === undefined || from > to || to > 65_535) this.#fail(`Expected ${example}.`, value);
    return [from, to];
  }

  /** `flags syn`, `flags syn-ack`: all named flags are set. */
  #flags(): Filter {
    const value = this.#next('Expected flags such as syn or syn-ack.');
    let mask = 0;
    for (const name of value.text.split('-')) {
      const flag = flags.get(name);
      if (flag === undefined) this.#fail(`Expected flags: ${[...flags.keys()].join(', ')}.`, value);
      mask |= flag;
    }
    return withFlags((set) => (set & mask) === mask);
  }

  /** The part after `tcp[`: `tcpflags] & (tcp-syn|tcp-ack) != 0`, `tcpflags] == tcp-syn`. */
  #flagExpression(): Filter {
    const field = this.#next('Expected "tcpflags".');
    if (field.text !== 'tcpflags' && field.text !== '13') this.#fail('Expected "tcpflags".', field);
    this.#expect(']');
    const mask = this.#takes('&') ? this.#flagSum() : 0xff;
    const sign = this.#comparison();
    const value = this.#flagSum();
    return withFlags((set) => compare(set & mask, sign, value));
  }

  #flagSum(): number {
    if (this.#takes('(')) {
      const sum = this.#flagSum();
      this.#expect(')');
      return sum;
    }
    const word = this.#next('Expected a flag such as tcp-syn, or a number.');
    const isNumber = /^(0x[\da-f]{1,2}|\d{1,3})$/.test(word.text);
    const value = isNumber ? Number(word.text) : flags.get(word.text.replace(/^tcp-/, ''));
    if (value === undefined)
      return this.#fail('Expected a flag such as tcp-syn, or a number.', word);
    return this.#takes('|') ? value | this.#flagSum() : value;
  }

  #length(sign: Comparison): Filter {
    const value = this.#next('Expected a number of bytes.');
    if (!/^\d{1,9}$/.test(value.text)) this.#fail('Expected a number of bytes.', value);
    const bytes = Number(value.text);
    return { matches: ({ packet: { length } }) => compare(length, sign, bytes) };
  }

  /** Seconds since the first packet, or an ISO 8601 time. */
  #time(which: 'after' | 'before'): Filter {
    const value = this.#next('Expected seconds, or a time such as 2026-11-20T02:14:00Z.');
    const isRelative = /^\d+(\.\d+)?$/.test(value.text);
    const isIso = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/i.test(value.text);
    const time = isRelative ? Number(value.text) * 1e6 : Date.parse(value.text) * 1000;
    if ((!isRelative && !isIso) || Number.isNaN(time)) {
      this.#fail(
        'Expected seconds from the first packet, or a time such as 2026-11-20T02:14:00Z.',
        value,
      );
    }
    return {
      matches: ({ packet, start }) => {
        const limit = isRelative ? start + time : time;
        return which === 'after' ? packet.time >= limit : packet.time < limit;
      },
    };
  }

  #comparison(): Comparison {
    const sign = this.#next('Expected a comparison such as >=.');
    if (!comparisons.has(sign.text)) this.#fail('Expected a comparison such as >=.', sign);
    return sign.text as Comparison;
  }

  #peek(): Token | undefined {
    return this.#tokens[this.#at];
  }

  #next(problem: string): Token {
    const token = this.#peek() ?? this.#fail(problem);
    this.#at += 1;
    return token;
  }

  #takes(...texts: string[]): boolean {
    const isNext = texts.includes(this.#peek()?.text ?? '');
    if (isNext) this.#at += 1;
    return isNext;
  }

  #expect(text: string): void {
    if (!this.#takes(text)) this.#fail(`Expected "${text}".`);
  }

  #fail(problem: string, at: Token | undefined = this.#peek()): never {
    throw new FilterError(this.#text, at?.position ?? this.#text.length, problem);
  }
}
