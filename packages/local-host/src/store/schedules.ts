import type { Database } from './database.ts';

/** Status of a timer trigger's schedule. Times are in milliseconds since the Unix epoch. */
export interface ScheduleStatus {
  /** `null` before the first run, and after the schedule was changed. */
  readonly last: number | null;
  readonly next: number;
  /** The time from which `next` was calculated. */
  readonly lastUpdated: number;
}

/** The schedule status of timer triggers, by function name. Writes belong in a transaction. */
export class Schedules {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  get(functionName: string): ScheduleStatus | undefined {
    const row = this.#database
      .prepare('SELECT last, next, last_updated FROM schedules WHERE function_name = ?')
      .get(functionName);
    return (
      row && {
        last: row['last'] as number | null,
        next: row['next'] as number,
        lastUpdated: row['last_updated'] as number,
      }
    );
  }

  put(functionName: string, { last, next, lastUpdated }: ScheduleStatus): void {
    this.#database
      .prepare(
        'REPLACE INTO schedules (function_name, last, next, last_updated) VALUES (?, ?, ?, ?)',
      )
      .run(functionName, last, next, lastUpdated);
  }
}
