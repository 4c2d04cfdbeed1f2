/** Initial capacity. The table consists of typed arrays: a million connections take about 40 MB. */
const firstCapacity = 1024;
const mostConnections = 2 ** 21;
/** Maximum number of IPv6 addresses, which are stored by number. */
const mostLongAddresses = 2 ** 19;

/** The connection of a packet and the side that sent it. */
export interface Place {
  slot: number;
  from: 0 | 1;
  isNew: boolean;
}

/** Numbers connections from 0. Both directions have the same number. */
export class ConnectionTable {
  #capacity = firstCapacity;
  #one = new Uint32Array(firstCapacity);
  #other = new Uint32Array(firstCapacity);
  #ports = new Uint32Array(firstCapacity);
  #isLong = new Uint8Array(firstCapacity);
  /** Slots by the hash of their key; 0 for none. Its size is twice the capacity. */
  #index = new Int32Array(firstCapacity * 2);
  readonly #longAddresses = new Map<string, number>();
  size = 0;

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
        this.#one[slot] === one &&
        this.#other[slot] === other &&
        this.#ports[slot] === ports &&
        this.#isLong[slot] === (isLong ? 1 : 0)
      ) {
        return { slot, from: direction, isNew: false };
      }
      at = (at + 1) & mask;
    }
    if (this.size >= mostConnections) return undefined;
    const slot = this.size;
    if (slot === this.#capacity) {
      this.#grow();
      at = this.#freePlace(hash(one, other, ports));
    }
    this.size += 1;
    this.#one[slot] = one;
    this.#other[slot] = other;
    this.#ports[slot] = ports;
    this.#isLong[slot] = isLong ? 1 : 0;
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
    if (this.#longAddresses.size >= mostLongAddresses) return undefined;
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
    this.#one = grown(this.#one, new Uint32Array(this.#capacity));
    this.#other = grown(this.#other, new Uint32Array(this.#capacity));
    this.#ports = grown(this.#ports, new Uint32Array(this.#capacity));
    this.#isLong = grown(this.#isLong, new Uint8Array(this.#capacity));
    this.#index = new Int32Array(this.#capacity * 2);
    for (let slot = 0; slot < this.size; slot++) {
      const [one = 0, other = 0, ports = 0] = [
        this.#one[slot],
        this.#other[slot],
        this.#ports[slot],
      ];
      this.#index[this.#freePlace(hash(one, other, ports))] = slot + 1;
    }
  }
}

type Numbers = Uint8Array | Uint32Array | Float32Array | Float64Array;

/** Copies an array to the start of a larger one. */
export function grown<T extends Numbers>(from: T, into: T): T {
  into.set(from);
  return into;
}

function hash(one: number, other: number, ports: number): number {
  let mixed =
    Math.imul(one, 0x9e3779b1) ^ Math.imul(other, 0x85ebca6b) ^ Math.imul(ports, 0xc2b2ae35);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x2c1b3c6d);
  return (mixed ^ (mixed >>> 13)) >>> 0;
}
