import { EventType, type EventName, type HistoryEvent } from '../../model/history-event.ts';
import { isRecord } from '../../worker/json-file.ts';
import type { Recording } from '../recording.ts';
import { ReplayError } from '../replay-error.ts';

/** A row of one of the extension's tables. */
export type Row = Record<string, unknown>;

/** The rows of one instance. */
export interface InstanceRows {
  history: Row[];
  /** Its row in the instances table, if any. */
  instance: Row | undefined;
}

/** Whether a JSON value is an array of rows of the history table, or `{ History, Instances }`. */
export function isRowForm(value: unknown): boolean {
  return rowsIn(value) !== undefined;
}

/** Finds the rows in a JSON file. @throws ReplayError `source-not-understood` */
export function rowsOf(value: unknown): InstanceRows {
  const rows = rowsIn(value);
  if (rows) return rows;
  throw new ReplayError(
    'source-not-understood',
    'The file does not contain rows of a history table.',
  );
}

function rowsIn(value: unknown): InstanceRows | undefined {
  if (isRows(value)) return { history: value, instance: undefined };
  if (!isRecord(value)) return undefined;
  const history = value['History'] ?? value['value'];
  if (!isRows(history)) return undefined;
  const instances = value['Instances'];
  return { history, instance: isRows(instances) ? instances[0] : undefined };
}

function isRows(value: unknown): value is Row[] {
  return Array.isArray(value) && isRecord(value[0]) && typeof value[0]['RowKey'] === 'string';
}

/**
 * Converts rows of the extension's tables (Azure Storage backend) to a recording. Names of event types
 * become numbers, `_Timestamp` is the event's own time, and nested values are JSON text. Rows of an
 * earlier execution may still exist and are ignored.
 *
 * @throws ReplayError `history-incomplete`, `source-not-understood`
 */
export function fromRows({ history: rows, instance }: InstanceRows): Recording {
  const sentinel = rows.find(({ RowKey }) => RowKey === 'sentinel');
  const events = rows
    .filter(({ RowKey }) => RowKey !== 'sentinel')
    .sort((one, other) => (String(one['RowKey']) < String(other['RowKey']) ? -1 : 1));
  const executionId = sentinel?.['ExecutionId'] ?? events.at(-1)?.['ExecutionId'];
  const current = events.filter((row) => row['ExecutionId'] === executionId);
  const history = current.map(toEvent);
  const started = history.find((each) => each.EventType === EventType.ExecutionStarted);
  if (!started) {
    throw new ReplayError(
      'history-incomplete',
      'The rows hold no start of the current execution. Give every row of the instance.',
    );
  }
  return {
    format: 'durable-history/1',
    instance: {
      id: started.OrchestrationInstance.InstanceId,
      name: started.Name,
      version: started.Version,
      parent: started.ParentInstance,
      input: parse(started.Input),
      ...(instance && {
        status: String(instance['RuntimeStatus']),
        output: outputOf(instance),
        customStatus: parse(instance['CustomStatus']),
      }),
    },
    history,
  };
}

// Properties of the table row that are not part of the event.
const OF_THE_TABLE =
  /^(PartitionKey|RowKey|Timestamp|timestamp|_Timestamp|ExecutionId|etag)$|odata/;

/** Properties whose value is the JSON text of an object, or the text `null`. */
const NESTED = new Set([
  'OrchestrationInstance',
  'ParentInstance',
  'FailureDetails',
  'Tags',
  'Correlation',
  'ParentTraceContext',
]);

/** Properties that a worker always receives and that a row omits when they are null. */
const NULLABLE: Partial<Record<EventName, readonly string[]>> = {
  ExecutionStarted: ['Version', 'Input', 'ParentInstance', 'Correlation', 'ScheduledStartTime'],
  ExecutionCompleted: ['Result', 'FailureDetails'],
  ExecutionTerminated: ['Input'],
  TaskScheduled: ['Input'],
  TaskCompleted: ['Result'],
  TaskFailed: ['FailureDetails'],
  SubOrchestrationInstanceCreated: ['Version', 'Input', 'ClientSpanId'],
  SubOrchestrationInstanceCompleted: ['Result'],
  SubOrchestrationInstanceFailed: ['Details', 'FailureDetails'],
  EventRaised: ['Input'],
  ExecutionSuspended: ['Reason'],
  ExecutionResumed: ['Reason'],
  GenericEvent: ['Data'],
};

function toEvent(row: Row): HistoryEvent {
  const name = row['EventType'] as EventName;
  if (!(name in EventType)) {
    const message = `Row ${String(row['RowKey'])} has the event type ${JSON.stringify(name)}, which is not known.`;
    throw new ReplayError('source-not-understood', message);
  }
  const event: Row = {};
  for (const key of NULLABLE[name] ?? []) event[key] = null;
  for (const [key, value] of Object.entries(row)) {
    if (OF_THE_TABLE.test(key)) continue;
    event[key] = NESTED.has(key) ? parse(value) : value;
  }
  event['EventType'] = EventType[name];
  event['Timestamp'] = row['_Timestamp'];
  return event as unknown as HistoryEvent;
}

// The output of an instance that did not complete is plain text.
function outputOf({ RuntimeStatus, Output }: Row): unknown {
  return RuntimeStatus === 'Completed' ? parse(Output) : (Output ?? null);
}

function parse(value: unknown): unknown {
  return typeof value === 'string' ? JSON.parse(value) : (value ?? null);
}
