import { bytes, Column, words } from './column.ts';

/** Initial capacity. A million connections take about 20 MB here. */
const firstCapacity = 1024;

/** Limits of a table. */
export interface TableLimits {
  connections: number;
  /** Number of IPv6 addresses, which are stored by number. */
  longAddresses: number;
}

/** The connection of a packet and the side that sent it. */
export interface Place {
  slot: number;
  from: 0 | 1;
  isNew: boolean;
}

/** Numbers connections from 0. Both directions have the same number. */
export class ConnectionTable {
  #capacity = firstCapacity;
  readonly #one = new Column(words);
  readonly #other = new Column(words);
  readonly #ports = new Column(words);
  readonly #isLong = new Column(bytes);
  /** Slots by the hash of their key; 0 for none. Its size is twice the capacity. */
  #index = new Int32Array(firstCapacity * 2);
  readonly #longAddresses = new Map<string, number>();
  readonly #limits: TableLimits;
  size = 0;

  constructor(limits: TableLimits) {
    this.#limits = limits;
  }

  /** The place of a packet's connection, added when new; undefined when the table is full. */
  place(
    source: string,
    destination: string,
    sourcePort: number,
    destinationPort: number,
  ): Place | undefined {
    const isLong = source.length === 16;
    const from = this.#numberOf(source);
    const to = this.#numberOf(destination);
    if (from === undefined || to === undefined) return undefined;
    const isFirst = from < to || (from === to && sourcePort <= destinationPort);
    const [one, other] = isFirst ? [from, to] : [to, from];
    const ports = isFirst
      ? ((sourcePort << 16) | destinationPort) >>> 0
      : ((destinationPort << 16) | sourcePort) >>> 0;
    const direction = isFirst ? 0 : 1;
    const mask = this.#index.length - 1;
    let at = hash(one, other, ports) & mask;
    for (;;) {
      const slot = (this.#index[at] ?? 0) - 1;
      if (slot < 0) break;
      if (
        this.#one.get(slot) === one &&
        this.#other.get(slot) === other &&
        this.#ports.get(slot) === ports &&
        this.#isLong.get(slot) === (isLong ? 1 : 0)
      ) {
        return { slot, from: direction, isNew: false };
      }
      at = (at + 1) & mask;
    }
    if (this.size >= this.#limits.connections) return undefined;
    const slot = this.size;
    if (slot === this.#capacity) {
      this.#grow();
      at = this.#freePlace(hash(one, other, ports));
    }
    this.size += 1;
    this.#one.set(slot, one);
    this.#other.set(slot, other);
    this.#ports.set(slot, ports);
    this.#isLong.set(slot, isLong ? 1 : 0);
    this.#index[at] = slot + 1;
    return { slot, from: direction, isNew: true };
  }

  #numberOf(address: string): number | undefined {
    if (address.length === 4) {
      return (
        ((address.charCodeAt(0) << 24) |
          (address.charCodeAt(1) << 16) |
          (address.charCodeAt(2) << 8) |
          address.charCodeAt(3)) >>>
        0
      );
    }
    const known = this.#longAddresses.get(address);
    if (known !== undefined) return known;
    if (this.#longAddresses.size >= this.#limits.longAddresses) return undefined;
    this.#longAddresses.set(address, this.#longAddresses.size);
    return this.#longAddresses.size - 1;
  }

  #freePlace(hashed: number): number {
    const mask = this.#index.length - 1;
    let at = hashed & mask;
    while (this.#index[at] !== 0) at = (at + 1) & mask;
    return at;
  }

  #grow(): void {
    this.#capacity *= 2;
    this.#index = new Int32Array(this.#capacity * 2);
    for (let slot = 0; slot < this.size; slot++) {
      const hashed = hash(this.#one.get(slot), this.#other.get(slot), this.#ports.get(slot));
      this.#index[this.#freePlace(hashed)] = slot + 1;
    }
  }
}

function hash(one: number, other: number, ports: number): number {
  let mixed =
    Math.imul(one, 0x9e3779b1) ^ Math.imul(other, 0x85ebca6b) ^ Math.imul(ports, 0xc2b2ae35);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x2c1b3c6d);
  return (mixed ^ (mixed >>> 13)) >>> 0;
}
