import type { HistoryEvent, ParentInstance } from '../model/history-event.ts';
import type { Store } from '../store/store.ts';

/** The recorded instance. `input`, `output` and `customStatus` are JSON values. */
export interface RecordedInstance {
  id: string;
  name: string;
  version: string | null;
  parent: ParentInstance | null;
  /** Status as the status endpoint reports it; absent where the source does not contain it. */
  status?: string;
  input: unknown;
  output?: unknown;
  customStatus?: unknown;
}

/** A history with the known data of its instance, in the form that is stored in a file. */
export interface Recording {
  /** Identifies the file format. */
  format: 'durable-history/1';
  instance: RecordedInstance;
  history: HistoryEvent[];
  /** Sentences about what had to be guessed; only for sources with incomplete data. */
  ambiguities?: string[];
}

/** Reads an instance's current execution from a task hub; undefined if there is none. */
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

/** A recording as the text of a file, with one line for each event so that diffs are readable. */
export function recordingText({ history, ...rest }: Recording): string {
  const head = JSON.stringify(rest, undefined, 1).slice(0, -2);
  const events = history.map((event) => `  ${JSON.stringify(event)}`).join(',\n');
  return `${head},\n "history": [\n${events}\n ]\n}\n`;
}

function parse(json: string | null): unknown {
  return json === null ? null : JSON.parse(json);
}
