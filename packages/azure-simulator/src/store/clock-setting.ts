import type { DatabaseSync } from 'node:sqlite';
import type { ClockState } from '../clock/simulated-clock.ts';

/** The persisted clock, or undefined in a new state. */
export function readClock(database: DatabaseSync): ClockState | undefined {
  const row = database.prepare("SELECT value FROM setting WHERE key = 'clock'").get();
  return row && (JSON.parse(String(row['value'])) as ClockState);
}

/** Persists the clock. */
export function writeClock(database: DatabaseSync, state: ClockState): void {
  database
    .prepare("INSERT OR REPLACE INTO setting (key, value) VALUES ('clock', ?)")
    .run(JSON.stringify(state));
}
