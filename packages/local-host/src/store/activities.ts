import type { Activity } from '../model/activity.ts';
import type { Database } from './database.ts';

/** The open activities of a task hub. Writes belong into a transaction. */
export class Activities {
  readonly #database: Database;
  // Never given twice in a process: a completion may still be on its way when its row is gone.
  #nextId: number;

  constructor(database: Database) {
    this.#database = database;
    this.#nextId = database.highestId('activities') + 1;
  }

  /** Adds an activity and gives it its id. */
  add(activity: Omit<Activity, 'id'>): Activity {
    const id = this.#nextId++;
    const { instanceId, executionId, eventId, name, input } = activity;
    this.#database
      .prepare(
        `INSERT INTO activities (id, instance_id, execution_id, event_id, name, input)
         VALUES (?, ?, ?, ?, ?, ?)`,
      )
      .run(id, instanceId, executionId, eventId, name, input);
    return { ...activity, id };
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
