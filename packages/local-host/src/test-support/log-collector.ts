import type { LogEntry } from '../model/function-app.ts';

/** Collects log entries, and the values that the functions of the fixture app log. */
export class LogCollector {
  readonly entries: LogEntry[] = [];
  readonly #waiting = new Set<() => void>();

  readonly add = (entry: LogEntry): void => {
    this.entries.push(entry);
    this.#waiting.forEach((check) => check());
  };

  /** Values that a function has logged so far. */
  by(functionName: string): unknown[] {
    const mine = this.entries.filter(
      (entry) => entry.functionName === functionName && entry.category === 'user',
    );
    return mine.map(
      ({ message }) => (JSON.parse(message) as Record<string, unknown>)[functionName],
    );
  }

  /** Resolves to the first `count` values that a function logs. */
  async wait<T>(functionName: string, count = 1): Promise<T[]> {
    await this.until(() => this.by(functionName).length >= count);
    return this.by(functionName).slice(0, count) as T[];
  }

  /** Resolves when the condition holds; checks it at each log entry. */
  async until(holds: () => boolean): Promise<void> {
    if (holds()) return;
    await new Promise<void>((resolve) => {
      const check = () => {
        if (!holds()) return;
        this.#waiting.delete(check);
        resolve();
      };
      this.#waiting.add(check);
    });
  }
}
