import { limits } from '../alerts/limits.ts';
import { shorten } from '../alerts/shorten.ts';

/** Allowed range of a number. */
export interface NumberRange {
  from: number;
  /** Larger numbers are reduced to this one. */
  to: number;
  byDefault: number;
  /** True if 0 asks for more than any number. */
  zeroIsAll?: boolean;
}

/**
 * Custom properties of an alert rule, read as settings of a capture. Names ignore letter case. Other
 * properties are ignored, since a rule may have any.
 */
export class RuleProperties {
  /** Settings that could not be used, in sentences. */
  readonly warnings: string[] = [];
  readonly #values = new Map<string, string>();

  constructor(properties: Readonly<Record<string, string>>) {
    for (const [name, value] of Object.entries(properties)) {
      if (value.trim() !== '') this.#values.set(name.trim().toLowerCase(), value.trim());
    }
  }

  get(name: string): string | undefined {
    return this.#values.get(name.toLowerCase());
  }

  number(name: string, { from, to, byDefault, zeroIsAll = false }: NumberRange): number {
    const text = this.get(name);
    if (text === undefined) return byDefault;
    const isWhole = /^\d+$/.test(text);
    const value = zeroIsAll && Number(text) === 0 ? Infinity : Number(text);
    if (!isWhole || value < from) {
      return this.#insteadOf(name, text, `a whole number from ${from} to ${to}`, byDefault);
    }
    if (value > to) {
      this.warnings.push(
        `${name} is ${shorten(text, 60)}, and ${to} is the most that is allowed; ${to} was used.`,
      );
      return to;
    }
    return value;
  }

  yesOrNo(name: string, byDefault: boolean): boolean {
    const text = this.get(name);
    if (text === undefined) return byDefault;
    if (/^true$/i.test(text)) return true;
    if (/^false$/i.test(text)) return false;
    return this.#insteadOf(name, text, 'true or false', byDefault);
  }

  text(name: string, accept: (text: string) => boolean, expected: string): string | undefined {
    const text = this.get(name);
    if (text === undefined || accept(text)) return text;
    this.warn(name, `must be ${expected}, but is "${shorten(text, 60)}"`, 'the default was used');
    return undefined;
  }

  warn(name: string, what: string, instead: string): void {
    this.warnings.push(shorten(`${name} ${what}; ${instead}.`, limits.warningLength));
  }

  #insteadOf<T extends number | boolean>(name: string, text: string, expected: string, used: T): T {
    this.warn(
      name,
      `must be ${expected}, but is "${shorten(text, 60)}"`,
      `${String(used)} was used`,
    );
    return used;
  }
}
