import { HeavyHitters } from '../counts/heavy-hitters.ts';
import type { Packet } from '../layers/packet.ts';
import { readDns, responseCodeName } from './dns-message.ts';

/** Results of the DNS queries over UDP. */
export interface DnsCounts {
  questions: number;
  responses: number;
  /** Failed responses by the name of their code, such as `NXDOMAIN`. */
  failures: Record<string, number>;
  unanswered: number;
  /** The names with the most failures. */
  failedNames: { name: string; failure: string; count: number }[];
  /** Counts that are lower bounds, because too many queries were open at once to track. */
  lowerBounds?: 'unanswered'[];
  /** Messages with a truncated header. The other counts exclude them. */
  cutHeaders?: number;
}

const port = 53;
const mostNames = 256;
const namesShown = 10;
/** Time in microseconds. A younger query at the end of the file may still get an answer. */
const patience = 1e6;

/** Tracks DNS over UDP in bounded memory. */
export class DnsTraffic {
  #questions = 0;
  #responses = 0;
  #unanswered = 0;
  #cutHeaders = 0;
  #hasForgotten = false;
  readonly #failures = new Map<string, number>();
  readonly #waiting = new Map<string, { time: number; name: string }>();
  readonly #names = new HeavyHitters<undefined>(mostNames, () => undefined);
  readonly #mostWaiting: number;

  /** @param mostWaiting number of open queries to track. */
  constructor(mostWaiting = 100_000) {
    this.#mostWaiting = mostWaiting;
  }

  /** Processes a packet. Returns true for a failed response. */
  see(packet: Packet): boolean {
    const { transport, source, destination, sourcePort, destinationPort } = packet;
    if (transport !== 'UDP' || (sourcePort !== port && destinationPort !== port)) return false;
    const message =
      packet.payloadStart === 0
        ? undefined
        : readDns(packet.bytes.subarray(packet.payloadStart, packet.payloadEnd));
    if (message === undefined) {
      if (packet.cut === 'UDP' || packet.length > packet.bytes.length) this.#cutHeaders += 1;
      return false;
    }
    const { id, isResponse, responseCode, name = '(not captured)' } = message;
    const [asker, askerPort, server, serverPort] = isResponse
      ? [destination, destinationPort, source, sourcePort]
      : [source, sourcePort, destination, destinationPort];
    const key = `${asker} ${askerPort} ${server} ${serverPort} ${id}`;
    if (!isResponse) {
      this.#questions += 1;
      const time = Number.isNaN(packet.time) ? 0 : packet.time;
      const earlier = this.#waiting.get(key);
      // An answer counts for the last of several equal questions.
      if (earlier !== undefined) this.#waiting.set(`${key} before ${this.#questions}`, earlier);
      this.#waiting.set(key, { time, name });
      if (this.#waiting.size > this.#mostWaiting) this.#forgetOldest();
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

  /** The counts after the last packet, whose time is `lastTime`. */
  counts(lastTime: number): DnsCounts {
    for (const { time, name } of this.#waiting.values()) {
      if (lastTime - time < patience) continue;
      this.#unanswered += 1;
      this.#names.add(`no answer ${name}`, 1);
    }
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
   * Drops several queries at once, since finding the first entry of a map gets slow after deletions.
   * Dropped queries do not count as unanswered, because their answers are unknown.
   */
  #forgetOldest(): void {
    this.#hasForgotten = true;
    for (const key of [...this.#waiting.keys()].slice(0, this.#mostWaiting / 8)) {
      this.#waiting.delete(key);
    }
  }
}
