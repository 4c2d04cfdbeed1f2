import { HeavyHitters } from '../counts/heavy-hitters.ts';
import { formatAddress } from '../layers/format-address.ts';

/** Many connections that are asked for and not completed, at one port of one address. */
export interface SynFlood {
  target: string;
  port: number;
  /** Segments with SYN alone. */
  syns: number;
  completed: number;
  /** How long it lasted. */
  seconds: number;
  /** How many addresses they came from; a lower bound when `sourcesAtLeast` is set. */
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
/** Fewer are a fault of a service, and no flood. */
const fewestSyns = 500;
const fewestPerSecond = 50;
const mostCompleted = 0.1;

/** Counts the connections that are asked for at each port, to name a SYN flood. */
export class SynTargets {
  readonly #targets = new HeavyHitters<Target>(targetsKept, () => ({
    syns: 0,
    completed: 0,
    first: Infinity,
    last: -Infinity,
    sources: new Set(),
  }));

  /** Takes a SYN; time in microseconds. */
  addSyn(source: string, destination: string, port: number, time: number): void {
    const target = this.#targets.add(destination + String.fromCharCode(port), 1);
    target.syns += 1;
    target.first = Math.min(target.first, time);
    target.last = Math.max(target.last, time);
    if (target.sources.size < mostSources) target.sources.add(source);
  }

  /** Takes a completed handshake. */
  addCompleted(destination: string, port: number): void {
    this.#targets.add(destination + String.fromCharCode(port), 0).completed += 1;
  }

  /** The floods, the largest first. */
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
