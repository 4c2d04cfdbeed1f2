const pageBits = 14;
const pageSize = 1 << pageBits;

type Numbers = Uint8Array | Uint32Array | Float32Array | Float64Array;

/** Numbers by index from 0, initially 0. It grows by pages, without copies that double the memory. */
export class Column {
  readonly #create: (length: number) => Numbers;
  readonly #pages: Numbers[] = [];

  /** @param create creates the array of a page. */
  constructor(create: (length: number) => Numbers) {
    this.#create = create;
  }

  get(index: number): number {
    return this.#pages[index >> pageBits]?.[index & (pageSize - 1)] ?? 0;
  }

  set(index: number, value: number): void {
    let page = this.#pages[index >> pageBits];
    while (page === undefined) {
      this.#pages.push(this.#create(pageSize));
      page = this.#pages[index >> pageBits];
    }
    page[index & (pageSize - 1)] = value;
  }
}

export const bytes = (length: number): Uint8Array => new Uint8Array(length);
export const words = (length: number): Uint32Array => new Uint32Array(length);
