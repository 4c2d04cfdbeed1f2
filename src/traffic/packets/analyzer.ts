import { DnsTraffic } from '../dns/dns-traffic.ts';
import type { Frame } from '../files/frame.ts';
import type { Seen } from '../filter/filter.ts';
import { Dissector } from '../layers/dissect.ts';
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
    const packet = this.#dissector.dissect(frame);
    if (this.#start === undefined && !Number.isNaN(packet.time)) this.#start = packet.time;
    const kind = this.#tcp.see(packet);
    const isDnsFailure = this.#dns.see(packet);
    return { packet, kind, isDnsFailure, start: this.#start ?? Number.NaN };
  }
}
