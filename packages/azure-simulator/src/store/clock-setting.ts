import type { DatabaseSync } from 'node:sqlite';
import type { ClockState } from '../clock/simulated-clock.ts';

/** The clock as it was kept, or undefined in a fresh state. */
export function readClock(database: DatabaseSync): ClockState | undefined {
  const row = database.prepare("SELECT value FROM setting WHERE key = 'clock'").get();
  return row && (JSON.parse(String(row['value'])) as ClockState);
}

/** Keeps the clock. */
export function writeClock(database: DatabaseSync, state: ClockState): void {
  database
    .prepare("INSERT OR REPLACE INTO setting (key, value) VALUES ('clock', ?)")
    .run(JSON.stringify(state));
}
