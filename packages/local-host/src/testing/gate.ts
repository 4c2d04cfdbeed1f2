/** Blocks functions while no call of the test waits for them. */
export class Gate {
  #opened: PromiseWithResolvers<undefined> | undefined = Promise.withResolvers();

  close(): void {
    this.#opened ??= Promise.withResolvers();
  }

  open(): void {
    this.#opened?.resolve(undefined);
    this.#opened = undefined;
  }

  /** Resolves when the gate is open. */
  async pass(): Promise<void> {
    while (this.#opened) await this.#opened.promise;
  }
}
