import type { HistoryEvent, ParentInstance } from '../model/history-event.ts';
import type { Store } from '../store/store.ts';

/** The instance that a recording is of. `input`, `output` and `customStatus` are JSON values. */
export interface RecordedInstance {
  id: string;
  name: string;
  version: string | null;
  parent: ParentInstance | null;
  /** As the status endpoint tells it; absent where the source does not hold it. */
  status?: string;
  input: unknown;
  output?: unknown;
  customStatus?: unknown;
}

/** A history with what is known of its instance: the form in which it is kept in a file. */
export interface Recording {
  /** Tells such a file from others. */
  format: 'durable-history/1';
  instance: RecordedInstance;
  history: HistoryEvent[];
  /** What had to be guessed, in sentences; only for sources that do not hold everything. */
  ambiguities?: string[];
}

/** Reads an instance's current execution out of a task hub; undefined where there is none. */
export function recordInstance(store: Store, id: string): Recording | undefined {
  const instance = store.instances.get(id);
  if (!instance) return undefined;
  const { name, version, parent, status, input, output, customStatus } = instance;
  return {
    format: 'durable-history/1',
    instance: {
      ...{ id, name, version, parent, status },
      input: parse(input),
      output: parse(output),
      customStatus: parse(customStatus),
    },
    history: store.histories.events(id),
  };
}

/** A recording as the text of a file, with a line for each event, so that differences show. */
export function recordingText({ history, ...rest }: Recording): string {
  const head = JSON.stringify(rest, undefined, 1).slice(0, -2);
  const events = history.map((event) => `  ${JSON.stringify(event)}`).join(',\n');
  return `${head},\n "history": [\n${events}\n ]\n}\n`;
}

function parse(json: string | null): unknown {
  return json === null ? null : JSON.parse(json);
}
