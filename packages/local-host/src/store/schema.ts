/**
 * The migrations, one for each version of the schema, oldest first. A file is migrated step by step.
 * Never change a released migration.
 */
export const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE instances (
    id TEXT PRIMARY KEY,
    execution_id TEXT NOT NULL,
    name TEXT NOT NULL,
    version TEXT,
    status TEXT NOT NULL,
    input TEXT,
    output TEXT,
    custom_status TEXT,
    parent TEXT,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX instances_by_creation ON instances (created_at);
  CREATE INDEX instances_by_status ON instances (status, created_at);

  CREATE TABLE history (
    instance_id TEXT NOT NULL,
    sequence INTEGER NOT NULL,
    events TEXT NOT NULL,
    PRIMARY KEY (instance_id, sequence)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE messages (
    id INTEGER PRIMARY KEY,
    target TEXT NOT NULL,
    execution_id TEXT,
    due_at INTEGER NOT NULL,
    event TEXT NOT NULL
  ) STRICT;
  CREATE INDEX messages_by_target ON messages (target, due_at);
  CREATE INDEX messages_by_due_time ON messages (due_at);

  CREATE TABLE activities (
    id INTEGER PRIMARY KEY,
    instance_id TEXT NOT NULL,
    execution_id TEXT NOT NULL,
    event_id INTEGER NOT NULL,
    name TEXT NOT NULL,
    input TEXT
  ) STRICT;

  CREATE TABLE entities (
    id TEXT PRIMARY KEY,
    state TEXT,
    lock_holder TEXT,
    lock_request TEXT,
    last_operation_at INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX entities_by_lock_holder ON entities (lock_holder) WHERE lock_holder IS NOT NULL;

  CREATE TABLE schedules (
    function_name TEXT PRIMARY KEY,
    last INTEGER,
    next INTEGER NOT NULL,
    last_updated INTEGER NOT NULL
  ) STRICT;
  `,
  // New rows are added at the end of their table, whatever instance they belong to. A commit of many
  // turns then writes few pages.
  `
  CREATE TABLE numbered_instances (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    execution_id TEXT NOT NULL,
    name TEXT NOT NULL,
    version TEXT,
    status TEXT NOT NULL,
    input TEXT,
    output TEXT,
    custom_status TEXT,
    parent TEXT,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
  ) STRICT;
  INSERT INTO numbered_instances (id, execution_id, name, version, status, input, output, custom_status,
      parent, created_at, updated_at)
    SELECT id, execution_id, name, version, status, input, output, custom_status, parent, created_at, updated_at
    FROM instances ORDER BY created_at;

  CREATE TABLE numbered_history (
    id INTEGER PRIMARY KEY,
    instance INTEGER NOT NULL,
    sequence INTEGER NOT NULL,
    events TEXT NOT NULL
  ) STRICT;
  INSERT INTO numbered_history (instance, sequence, events)
    SELECT number, sequence, events FROM history JOIN numbered_instances ON instance_id = numbered_instances.id
    ORDER BY number, sequence;

  DROP TABLE instances;
  ALTER TABLE numbered_instances RENAME TO instances;
  CREATE INDEX instances_by_creation ON instances (created_at);
  CREATE INDEX instances_by_status ON instances (status, created_at);
  DROP TABLE history;
  ALTER TABLE numbered_history RENAME TO history;
  CREATE UNIQUE INDEX history_by_instance ON history (instance, sequence);
  `,
  `
  ALTER TABLE instances ADD COLUMN notices TEXT;
  `,
];
