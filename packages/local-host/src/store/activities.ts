import type { Activity } from '../model/activity.ts';
import type { Database } from './database.ts';

/** The open activities of a task hub. Writes belong in a transaction. */
export class Activities {
  readonly #database: Database;
  // An id is never reused in a process, because a completion may refer to a deleted row.
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

  get(id: number): Activity | undefined {
    const row = this.#database.prepare('SELECT * FROM activities WHERE id = ?').get(id);
    return row && fromRow(row);
  }

  all(): Activity[] {
    return this.#database.prepare('SELECT * FROM activities ORDER BY id').all().map(fromRow);
  }

  delete(id: number): void {
    this.#database.prepare('DELETE FROM activities WHERE id = ?').run(id);
  }
}

function fromRow(row: Record<string, unknown>): Activity {
  return {
    id: row['id'] as number,
    instanceId: row['instance_id'] as string,
    executionId: row['execution_id'] as string,
    eventId: row['event_id'] as number,
    name: row['name'] as string,
    input: row['input'] as string | null,
  };
}
