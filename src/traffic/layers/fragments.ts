/** One fragment of a datagram. */
export interface Fragment {
  /** Key shared by all fragments of a datagram. */
  key: string;
  /** Position within the datagram, in bytes. */
  offset: number;
  data: Buffer;
  isLast: boolean;
}

interface Datagram {
  parts: { offset: number; data: Buffer }[];
  bytes: number;
  total?: number;
}

const mostBytes = 8 * 2 ** 20;
const mostDatagrams = 4096;
const longestDatagram = 65_535;

/** Reassembles datagrams from fragments in bounded memory. Drops the oldest incomplete datagrams. */
export class Fragments {
  readonly #datagrams = new Map<string, Datagram>();
  #bytes = 0;

  /** Adds a fragment. Returns the payload of the datagram when it is complete. */
  add({ key, offset, data, isLast }: Fragment): Buffer | undefined {
    if (offset + data.length > longestDatagram) return undefined;
    const datagram: Datagram = this.#datagrams.get(key) ?? { parts: [], bytes: 0 };
    this.#datagrams.set(key, datagram);
    datagram.parts.push({ offset, data: Buffer.from(data) });
    datagram.bytes += data.length;
    this.#bytes += data.length;
    if (isLast) datagram.total = offset + data.length;
    const whole = joined(datagram);
    if (whole !== undefined) this.#forget(key, datagram);
    while (this.#bytes > mostBytes || this.#datagrams.size > mostDatagrams) this.#forgetOldest();
    return whole;
  }

  #forgetOldest(): void {
    const [oldest] = this.#datagrams;
    if (oldest !== undefined) this.#forget(...oldest);
  }

  #forget(key: string, datagram: Datagram): void {
    this.#datagrams.delete(key);
    this.#bytes -= datagram.bytes;
  }
}

function joined({ parts, bytes, total }: Datagram): Buffer | undefined {
  if (total === undefined || bytes < total) return undefined;
  parts.sort((one, other) => one.offset - other.offset);
  let end = 0;
  for (const { offset, data } of parts) {
    if (offset > end) return undefined;
    end = Math.max(end, offset + data.length);
  }
  if (end < total) return undefined;
  const whole = Buffer.alloc(total);
  // The first of overlapping fragments wins.
  for (const { offset, data } of parts.toReversed()) data.copy(whole, offset);
  return whole;
}
