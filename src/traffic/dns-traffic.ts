import type { Packet } from './dissect.ts';
import { readDns, responseCodeName } from './dns-message.ts';
import { HeavyHitters } from './heavy-hitters.ts';

/** How the questions to DNS servers over UDP fared. */
export interface DnsCounts {
  questions: number;
  responses: number;
  /** Responses by the name of their error, such as `NXDOMAIN`. */
  failures: Record<string, number>;
  unanswered: number;
  /** The names that failed most. */
  failedNames: { name: string; failure: string; count: number }[];
}

const port = 53;
const mostWaiting = 4096;
const mostNames = 256;
const namesShown = 10;
/** A question that is younger at the end of the file may still be answered. Microseconds. */
const patience = 1e6;

/** Follows DNS over UDP, in bounded memory. */
export class DnsTraffic {
  #questions = 0;
  #responses = 0;
  #unanswered = 0;
  readonly #failures = new Map<string, number>();
  readonly #waiting = new Map<string, { time: number; name: string }>();
  readonly #names = new HeavyHitters<undefined>(mostNames, () => undefined);

  /** Takes a packet, and tells whether it is an answer that failed. */
  see({ datagram, time, source, destination, sourcePort, destinationPort }: Packet): boolean {
    if (datagram === undefined || (sourcePort !== port && destinationPort !== port)) return false;
    const message = readDns(datagram);
    if (message === undefined) return false;
    const { id, isResponse, responseCode, name = '(not captured)' } = message;
    const asker = isResponse ? `${destination} ${destinationPort}` : `${source} ${sourcePort}`;
    const key = `${asker} ${id}`;
    if (!isResponse) {
      this.#questions += 1;
      this.#waiting.set(key, { time, name });
      if (this.#waiting.size > mostWaiting) this.#giveUpOldest();
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
      if (lastTime - time >= patience) this.#countUnanswered(name);
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
    };
  }

  /** Several at once, since the first of a map is found behind all those deleted before it. */
  #giveUpOldest(): void {
    for (const [key, { name }] of [...this.#waiting].slice(0, mostWaiting / 8)) {
      this.#waiting.delete(key);
      this.#countUnanswered(name);
    }
  }

  #countUnanswered(name: string): void {
    this.#unanswered += 1;
    this.#names.add(`no answer ${name}`, 1);
  }
}
