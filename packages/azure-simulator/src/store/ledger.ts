import type { DatabaseSync } from 'node:sqlite';

/** One call to the Resource Manager API and its result. */
export interface LedgerEntry {
  /** Simulated time, ISO 8601 UTC. */
  readonly time: string;
  /** Real time of arrival: milliseconds since 1970, with fractions. */
  readonly receivedAt: number;
  readonly method: string;
  readonly path: string;
  readonly apiVersion?: string;
  /** For example `packetCaptures.create`; absent for an unknown path. */
  readonly operation?: string;
  /** Source of the response; see ArmRoute. */
  readonly specification?: string;
  /** The Azure RBAC action that the call requires. */
  readonly action?: string;
  /** Absent if a fault closed the connection without a response. */
  readonly status?: number;
  readonly errorCode?: string;
  /** True only for the PUT that created a session. */
  readonly counted: boolean;
  /** Name of the session, for calls that refer to one. */
  readonly session?: string;
  /** Kind of the applied fault, if any. */
  readonly fault?: string;
  readonly requestId: string;
}

/** Filter for the list. All given fields must match. */
export interface LedgerFilter {
  readonly method?: string;
  readonly operation?: string;
  readonly session?: string;
  readonly counted?: boolean;
  readonly status?: number;
  /** Selects entries with a larger `seq`. */
  readonly after?: number;
}

/** All calls in order. */
export class Ledger {
  readonly #database: DatabaseSync;

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  append(entry: LedgerEntry): void {
    this.#database
      .prepare(
        'INSERT INTO ledger (method, operation, session, counted, status, value) VALUES (?, ?, ?, ?, ?, ?)',
      )
      .run(
        entry.method,
        entry.operation ?? null,
        entry.session ?? null,
        entry.counted ? 1 : 0,
        entry.status ?? null,
        JSON.stringify(entry),
      );
  }

  list(filter: LedgerFilter = {}): (LedgerEntry & { seq: number })[] {
    const conditions: string[] = ['1'];
    const values: (string | number)[] = [];
    const add = (condition: string, value: string | number | undefined) => {
      if (value === undefined) return;
      conditions.push(condition);
      values.push(value);
    };
    add('method = ?', filter.method?.toUpperCase());
    add('operation = ? COLLATE NOCASE', filter.operation);
    add('session = ? COLLATE NOCASE', filter.session);
    add('counted = ?', filter.counted === undefined ? undefined : Number(filter.counted));
    add('status = ?', filter.status);
    add('seq > ?', filter.after);
    return this.#database
      .prepare(`SELECT seq, value FROM ledger WHERE ${conditions.join(' AND ')} ORDER BY seq`)
      .all(...values)
      .map((row) => ({
        seq: Number(row['seq']),
        ...(JSON.parse(String(row['value'])) as LedgerEntry),
      }));
  }

  clear(): void {
    this.#database.exec('DELETE FROM ledger');
  }
}
