import type { AppFunction } from './function-app.ts';

/** Functions by name. Letter case in names does not matter, as in the Functions host. */
export class FunctionMap extends Map<string, AppFunction> {
  readonly #names = new Map<string, string>();

  override set(name: string, fn: AppFunction): this {
    this.#names.set(name.toLowerCase(), name);
    return super.set(name, fn);
  }

  override get(name: string): AppFunction | undefined {
    return super.get(this.#names.get(name.toLowerCase()) ?? name);
  }

  override has(name: string): boolean {
    return super.has(this.#names.get(name.toLowerCase()) ?? name);
  }
}
