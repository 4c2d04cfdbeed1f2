import type { LogEntry } from '../model/function-app.ts';

/** Gathers log entries, and what the functions of the fixture app tell in theirs. */
export class Told {
  readonly entries: LogEntry[] = [];
  readonly #waiting = new Set<() => void>();

  readonly add = (entry: LogEntry): void => {
    this.entries.push(entry);
    this.#waiting.forEach((look) => look());
  };

  /** What a function has told so far. */
  by(functionName: string): unknown[] {
    const mine = this.entries.filter(
      (entry) => entry.functionName === functionName && entry.category === 'user',
    );
    return mine.map(
      ({ message }) => (JSON.parse(message) as Record<string, unknown>)[functionName],
    );
  }

  /** Resolves to the first `count` things that a function tells. */
  async wait<T>(functionName: string, count = 1): Promise<T[]> {
    await this.until(() => this.by(functionName).length >= count);
    return this.by(functionName).slice(0, count) as T[];
  }

  /** Resolves when it holds, looking at each entry. */
  async until(holds: () => boolean): Promise<void> {
    if (holds()) return;
    await new Promise<void>((resolve) => {
      const look = () => {
        if (!holds()) return;
        this.#waiting.delete(look);
        resolve();
      };
      this.#waiting.add(look);
    });
  }
}
