/** One field of a decoded layer. */
export interface Field {
  name: string;
  value: string;
  /** Position of its first byte and past its last byte, in the bytes of the packet. */
  start: number;
  end: number;
}

/** Reads successive fields from bytes, up to the first one that was not captured as a whole. */
export class FieldReader {
  readonly fields: Field[] = [];
  readonly bytes: Buffer;
  at: number;

  constructor(bytes: Buffer, at: number) {
    this.bytes = bytes;
    this.at = at;
  }

  /** Adds a number of 1 to 4 bytes, most significant first, formatted by `show`. */
  number(name: string, count: 1 | 2 | 3 | 4, show: (value: number) => string = String): number {
    if (!this.#reaches(count)) return 0;
    const value = this.bytes.readUIntBE(this.at, count);
    this.add(name, count, show(value));
    return value;
  }

  /** Adds some bytes, formatted by `show`. */
  part(name: string, count: number, show: (part: Buffer) => string): void {
    if (!this.#reaches(count)) return;
    this.add(name, count, show(this.bytes.subarray(this.at, this.at + count)));
  }

  /** Adds a field whose value is already known. */
  add(name: string, count: number, value: string): void {
    this.fields.push({ name, value, start: this.at, end: this.at + count });
    this.at += count;
  }

  #reaches(count: number): boolean {
    if (this.at + count > this.bytes.length) this.at = Infinity;
    return this.at < Infinity;
  }
}

export const hexadecimal =
  (digits: number) =>
  (value: number): string =>
    `0x${value.toString(16).padStart(digits, '0')}`;

/** An Ethernet address in its usual form. */
export const mac = (part: Buffer): string => (part.toString('hex').match(/../g) ?? []).join(':');
