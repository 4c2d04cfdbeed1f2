import { HeavyHitters } from '../counts/heavy-hitters.ts';
import { formatAddress } from '../layers/format-address.ts';

/** Many connection requests to one port of one address that were not completed. */
export interface SynFlood {
  target: string;
  port: number;
  /** Number of segments with only SYN set. */
  syns: number;
  completed: number;
  /** Duration in seconds. */
  seconds: number;
  /** Number of source addresses; a lower bound when `sourcesAtLeast` is set. */
  sources: number;
  sourcesAtLeast?: true;
}

interface Target {
  syns: number;
  completed: number;
  first: number;
  last: number;
  sources: Set<string>;
}

const targetsKept = 128;
const mostSources = 1000;
/** Minimum number of SYNs of a flood. Fewer point to a fault of a service. */
const fewestSyns = 500;
const fewestPerSecond = 50;
const mostCompleted = 0.1;

/** Counts connection requests per port, to detect SYN floods. */
export class SynTargets {
  readonly #targets = new HeavyHitters<Target>(targetsKept, () => ({
    syns: 0,
    completed: 0,
    first: Infinity,
    last: -Infinity,
    sources: new Set(),
  }));

  /** Adds a SYN. `time` is in microseconds. */
  addSyn(source: string, destination: string, port: number, time: number): void {
    const target = this.#targets.add(destination + String.fromCharCode(port), 1);
    target.syns += 1;
    target.first = Math.min(target.first, time);
    target.last = Math.max(target.last, time);
    if (target.sources.size < mostSources) target.sources.add(source);
  }

  /** Adds a completed handshake. */
  addCompleted(destination: string, port: number): void {
    this.#targets.add(destination + String.fromCharCode(port), 0).completed += 1;
  }

  /** The floods, largest first. */
  floods(): SynFlood[] {
    return this.#targets
      .top(targetsKept)
      .filter(({ value }) => isFlood(value))
      .map(({ key, value }) => ({
        target: formatAddress(key.slice(0, -1)),
        port: key.charCodeAt(key.length - 1),
        syns: value.syns,
        completed: value.completed,
        seconds: (value.last - value.first) / 1e6,
        sources: value.sources.size,
        ...(value.sources.size >= mostSources && { sourcesAtLeast: true as const }),
      }));
  }
}

function isFlood({ syns, completed, first, last }: Target): boolean {
  const seconds = Math.max(last - first, 1e6) / 1e6;
  return (
    syns >= fewestSyns && syns / seconds >= fewestPerSecond && completed <= syns * mostCompleted
  );
}
