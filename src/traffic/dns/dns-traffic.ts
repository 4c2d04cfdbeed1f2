import { HeavyHitters } from '../counts/heavy-hitters.ts';
import type { Packet } from '../layers/packet.ts';
import { readDns, responseCodeName } from './dns-message.ts';

/** How the questions to DNS servers over UDP fared. */
export interface DnsCounts {
  questions: number;
  responses: number;
  /** Responses by the name of their error, such as `NXDOMAIN`. */
  failures: Record<string, number>;
  unanswered: number;
  /** The names that failed most. */
  failedNames: { name: string; failure: string; count: number }[];
  /** These counts are lower bounds: more questions were open at a time than could be followed. */
  lowerBounds?: 'unanswered'[];
  /** Messages whose header was not kept whole, about which nothing else here is known. */
  cutHeaders?: number;
}

const port = 53;
const mostWaiting = 100_000;
const mostNames = 256;
const namesShown = 10;
/** A question that is younger at the end of the file may still be answered. Microseconds. */
const patience = 1e6;

/** Follows DNS over UDP, in bounded memory. */
export class DnsTraffic {
  #questions = 0;
  #responses = 0;
  #unanswered = 0;
  #cutHeaders = 0;
  #hasForgotten = false;
  readonly #failures = new Map<string, number>();
  readonly #waiting = new Map<string, { time: number; name: string }>();
  readonly #names = new HeavyHitters<undefined>(mostNames, () => undefined);

  /** Takes a packet, and tells whether it is an answer that failed. */
  see(packet: Packet): boolean {
    const { transport, source, destination, sourcePort, destinationPort } = packet;
    if (transport !== 'UDP' || (sourcePort !== port && destinationPort !== port)) return false;
    if (packet.payloadStart === 0 || packet.payloadStart + 12 > packet.payloadEnd) {
      if (packet.cut === 'UDP' || packet.length > packet.bytes.length) this.#cutHeaders += 1;
      return false;
    }
    const message = readDns(packet.bytes.subarray(packet.payloadStart, packet.payloadEnd));
    if (message === undefined) return false;
    const { id, isResponse, responseCode, name = '(not captured)' } = message;
    const [asker, askerPort, server, serverPort] = isResponse
      ? [destination, destinationPort, source, sourcePort]
      : [source, sourcePort, destination, destinationPort];
    const key = `${asker} ${askerPort} ${server} ${serverPort} ${id}`;
    if (!isResponse) {
      this.#questions += 1;
      const time = Number.isNaN(packet.time) ? 0 : packet.time;
      this.#waiting.set(key, { time, name });
      if (this.#waiting.size > mostWaiting) this.#forgetOldest();
      return false;
    }
    this.#responses += 1;
    this.#waiting.delete(key);
    if (responseCode === 0) return false;
    const failure = responseCodeName(responseCode);
    this.#failures.set(failure, (this.#failures.get(failure) ?? 0) + 1);
    this.#names.add(`${failure} ${name}`, 1);
    return true;
  }

  /** The counts, once all packets were seen, the last of them at this time. */
  counts(lastTime: number): DnsCounts {
    for (const { time, name } of this.#waiting.values()) {
      if (lastTime - time < patience) continue;
      this.#unanswered += 1;
      this.#names.add(`no answer ${name}`, 1);
    }
    this.#waiting.clear();
    return {
      questions: this.#questions,
      responses: this.#responses,
      failures: Object.fromEntries(this.#failures),
      unanswered: this.#unanswered,
      failedNames: this.#names.top(namesShown).map(({ key, sum: count }) => {
        const [, failure = '', name = ''] = /^(no answer|RCODE \d+|\S+) (.*)$/s.exec(key) ?? [];
        return { name, failure, count };
      }),
      ...(this.#hasForgotten && { lowerBounds: ['unanswered' as const] }),
      ...(this.#cutHeaders > 0 && { cutHeaders: this.#cutHeaders }),
    };
  }

  /**
   * Several at once, since the first of a map is found behind all those deleted before it. Whether
   * they were answered is not known from then on, so they do not count as unanswered.
   */
  #forgetOldest(): void {
    this.#hasForgotten = true;
    for (const key of [...this.#waiting.keys()].slice(0, mostWaiting / 8)) {
      this.#waiting.delete(key);
    }
  }
}
