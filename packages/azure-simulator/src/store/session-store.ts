import type { DatabaseSync } from 'node:sqlite';
import type { Session } from '../model/session.ts';

type Row = Record<string, unknown>;

/** All sessions since the last reset, including deleted ones. */
export class SessionStore {
  readonly #database: DatabaseSync;

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  insert(session: Omit<Session, 'seq'>): Session {
    const { lastInsertRowid } = this.#database
      .prepare(
        'INSERT INTO session (key, watcher, ends_at, deleted_at, file_due_at, value) VALUES (?, ?, ?, ?, ?, ?)',
      )
      .run(...columns(session));
    return { ...session, seq: Number(lastInsertRowid) };
  }

  update(session: Session): void {
    this.#database
      .prepare(
        'UPDATE session SET key = ?, watcher = ?, ends_at = ?, deleted_at = ?, file_due_at = ?, value = ? WHERE seq = ?',
      )
      .run(...columns(session), session.seq);
  }

  bySeq(seq: number): Session | undefined {
    const row = this.#database.prepare('SELECT seq, value FROM session WHERE seq = ?').get(seq);
    return row && sessionOf(row);
  }

  /** The session with that resource id that exists at `now`. */
  find(id: string, now: number): Session | undefined {
    const row = this.#database
      .prepare(
        'SELECT seq, value FROM session WHERE key = ? AND (deleted_at IS NULL OR deleted_at > ?) ORDER BY seq DESC',
      )
      .get(id.toLowerCase(), now);
    return row && sessionOf(row);
  }

  /** The sessions that a watcher lists at `now`, oldest first. */
  listed(watcherId: string, now: number): Session[] {
    return this.#database
      .prepare(
        'SELECT seq, value FROM session WHERE watcher = ? AND (deleted_at IS NULL OR deleted_at > ?) ORDER BY seq',
      )
      .all(watcherId.toLowerCase(), now)
      .map(sessionOf);
  }

  /** Number of a watcher's sessions that have not ended at `now`. */
  activeCount(watcherId: string, now: number): number {
    const row = this.#database
      .prepare(
        'SELECT COUNT(*) AS count FROM session WHERE watcher = ? AND ends_at > ? AND (deleted_at IS NULL OR deleted_at > ?)',
      )
      .get(watcherId.toLowerCase(), now, now);
    return Number(row?.['count']);
  }

  all(): Session[] {
    return this.#database
      .prepare('SELECT seq, value FROM session ORDER BY seq')
      .all()
      .map(sessionOf);
  }

  /** Sessions whose file is due at `now` and not written yet. */
  filesDue(now: number): Session[] {
    return this.#database
      .prepare('SELECT seq, value FROM session WHERE file_due_at <= ? ORDER BY file_due_at')
      .all(now)
      .map(sessionOf);
  }

  /** The time when the next file is due, in simulated milliseconds since 1970. */
  nextFileDue(): number | undefined {
    const row = this.#database.prepare('SELECT MIN(file_due_at) AS due FROM session').get();
    return row?.['due'] == null ? undefined : Number(row['due']);
  }
}

function columns(
  session: Omit<Session, 'seq'>,
): [string, string, number, number | null, number | null, string] {
  return [
    session.id.toLowerCase(),
    session.watcherId.toLowerCase(),
    session.end.at,
    session.deletedAt ?? null,
    session.file === 'pending' ? session.end.at + session.fileDelay : null,
    JSON.stringify(session),
  ];
}

function sessionOf(row: Row): Session {
  return { ...(JSON.parse(String(row['value'])) as Session), seq: Number(row['seq']) };
}
