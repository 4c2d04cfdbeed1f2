import { DnsTraffic } from '../dns/dns-traffic.ts';
import type { Frame } from '../files/frame.ts';
import type { Filter, Seen } from '../filter/filter.ts';
import { Dissector } from '../layers/dissect.ts';
import type { Packet } from '../layers/packet.ts';
import { hasEnds } from '../layers/packet.ts';
import { plainTcpEnds } from '../layers/plain-tcp.ts';
import { TcpTraffic } from '../tcp/tcp-traffic.ts';

/** Reads successive packets and analyzes each in the context of the earlier ones. */
export class Analyzer {
  readonly #dissector = new Dissector();
  readonly #tcp = new TcpTraffic();
  readonly #dns = new DnsTraffic();
  #start: number | undefined;

  /** @param start time of the file's first packet in microseconds since 1970, when it is not read. */
  constructor(start?: number) {
    this.#start = start;
  }

  /** Analyzes the next packet. */
  see(frame: Frame): Seen {
    return this.#analyze(this.#dissector.dissect(frame), true);
  }

  /**
   * Returns the next packet if it matches. Reads only as much of the others as the analysis of those that
   * match needs. All packets of a file must be matched with the same filter.
   */
  match(frame: Frame, { matches, concerns }: Filter): Seen | undefined {
    const ends = concerns && plainTcpEnds(frame);
    if (ends && !concerns(ends)) {
      this.#noteTime(frame.time);
      return undefined;
    }
    const packet = this.#dissector.dissect(frame);
    const isConcerned = !concerns || !hasEnds(packet) || concerns(packet);
    const seen = this.#analyze(packet, isConcerned);
    return matches(seen) ? seen : undefined;
  }

  /** Time of the first packet that has one, in microseconds since 1970; undefined before. */
  get start(): number | undefined {
    return this.#start;
  }

  #noteTime(time: number): void {
    if (this.#start === undefined && !Number.isNaN(time)) this.#start = time;
  }

  #analyze(packet: Packet, isConcerned: boolean): Seen {
    this.#noteTime(packet.time);
    const kind = isConcerned ? this.#tcp.see(packet) : undefined;
    const isDnsFailure = this.#dns.see(packet);
    return { packet, kind, isDnsFailure, start: this.#start ?? Number.NaN };
  }
}
