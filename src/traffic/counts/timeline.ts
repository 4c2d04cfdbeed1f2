/** Counts over time. A bucket of `packets`, `bytes` and `problems` begins every `stepSeconds`. */
export interface TimelineCounts {
  /** Start of the first bucket, ISO 8601 UTC. */
  start: string;
  stepSeconds: number;
  packets: number[];
  bytes: number[];
  /** Retransmissions, resets and DNS failures. */
  problems: number[];
}

type Bucket = [packets: number, bytes: number, problems: number];

const mostBuckets = 240;
/** The shortest step, in microseconds. Each further step doubles, so that one second is a step. */
const shortestStep = 1e6 / 1024;

/** Counts packets over any length of time in a bounded number of buckets, whose length adapts. */
export class Timeline {
  #buckets = new Map<number, Bucket>();
  #step = shortestStep;
  #base: number | undefined;
  #first = 0;
  #last = 0;

  /** Adds a packet at a time in microseconds; packets need not be in order. */
  add(time: number, bytes: number, problems: number): void {
    this.#base ??= time;
    let index = Math.floor((time - this.#base) / this.#step);
    while (Math.max(index, this.#last) - Math.min(index, this.#first) >= mostBuckets) {
      this.#lengthen();
      index = Math.floor((time - this.#base) / this.#step);
    }
    this.#first = Math.min(this.#first, index);
    this.#last = Math.max(this.#last, index);
    this.#put(this.#buckets, index, [1, bytes, problems]);
  }

  /** The counts; undefined without packets that have a time. */
  counts(): TimelineCounts | undefined {
    if (this.#base === undefined) return undefined;
    const start = this.#base + this.#first * this.#step;
    const column = (which: 0 | 1 | 2): number[] =>
      Array.from(
        { length: this.#last - this.#first + 1 },
        (_, index) => this.#buckets.get(this.#first + index)?.[which] ?? 0,
      );
    return {
      start: new Date(start / 1000).toISOString(),
      stepSeconds: this.#step / 1e6,
      packets: column(0),
      bytes: column(1),
      problems: column(2),
    };
  }

  #lengthen(): void {
    const before = this.#buckets;
    this.#buckets = new Map();
    this.#step *= 2;
    for (const [index, bucket] of before) this.#put(this.#buckets, Math.floor(index / 2), bucket);
    this.#first = Math.floor(this.#first / 2);
    this.#last = Math.floor(this.#last / 2);
  }

  #put(buckets: Map<number, Bucket>, index: number, [packets, bytes, problems]: Bucket): void {
    const bucket = buckets.get(index);
    if (bucket === undefined) {
      buckets.set(index, [packets, bytes, problems]);
    } else {
      bucket[0] += packets;
      bucket[1] += bytes;
      bucket[2] += problems;
    }
  }
}
