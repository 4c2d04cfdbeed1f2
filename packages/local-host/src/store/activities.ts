import type { Database } from './database.ts';

/** An activity that was scheduled and has not been completed. `input` is JSON text. */
export interface Activity {
  id: number;
  instanceId: string;
  executionId: string;
  eventId: number;
  name: string;
  input: string | null;
}

/** The open activities of a task hub. Writes belong into a transaction. */
export class Activities {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Adds an activity and gives it its id. */
  add(activity: Omit<Activity, 'id'>): Activity {
    const { lastInsertRowid } = this.#database
      .prepare(
        'INSERT INTO activities (instance_id, execution_id, event_id, name, input) VALUES (?, ?, ?, ?, ?)',
      )
      .run(
        activity.instanceId,
        activity.executionId,
        activity.eventId,
        activity.name,
        activity.input,
      );
    return { ...activity, id: Number(lastInsertRowid) };
  }

  all(): Activity[] {
    return this.#database
      .prepare('SELECT * FROM activities ORDER BY id')
      .all()
      .map((row) => ({
        id: row['id'] as number,
        instanceId: row['instance_id'] as string,
        executionId: row['execution_id'] as string,
        eventId: row['event_id'] as number,
        name: row['name'] as string,
        input: row['input'] as string | null,
      }));
  }

  delete(id: number): void {
    this.#database.prepare('DELETE FROM activities WHERE id = ?').run(id);
  }
}
