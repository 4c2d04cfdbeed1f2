import type { Hub } from './hub.ts';

/** An action that must happen before a recorded request. */
export type Step = (hub: Hub) => Promise<void>;

/** Recorded requests that are replayed one after the other against one task hub. */
export interface Scenario {
  name: string;
  /** The folder under `conformance/` with the app's host.json. */
  app: 'app' | 'any-state' | 'lifecycle';
  /** The folder under `fixtures/`. `includes` selects its transcripts by number; all when absent. */
  folder: string;
  includes?: (number: number) => boolean;
  /** Steps before a transcript, by its number, that no earlier transcript performs. */
  before: Readonly<Record<number, readonly Step[]>>;
  /** Steps after the last transcript. */
  after?: readonly Step[];
  /** Compared after that: files with the status of an instance, with its history and output. */
  statuses?: Readonly<Record<string, string>>;
  /** Reason why the scenario cannot run against a host that is given by its address. */
  localOnly?: string;
}

/** Starts an instance with the recorded id, through the app. */
export function start(orchestrator: string, id: string, input?: unknown): Step {
  return (hub) => hub.start(orchestrator, id, input);
}

/** As {@link start}, but through the management API, with the unchanged text of the input. */
export function startRaw(orchestrator: string, id: string, input: string): Step {
  return (hub) => hub.startRaw(orchestrator, id, input);
}

/** As {@link start}, but through the management API, without an input. */
export function begin(orchestrator: string, id: string): Step {
  return (hub) => hub.startRaw(orchestrator, id, '');
}

/** Waits until an instance has the status. */
export function until(id: string, status: string): Step {
  return (hub) => hub.reach(id, ({ runtimeStatus }) => runtimeStatus === status);
}

/** Waits until the history of an instance contains an event of a type. */
export function untilEvent(id: string, type: string): Step {
  const isIt = (each: unknown) => (each as { EventType?: string }).EventType === type;
  return (hub) => hub.reach(id, ({ historyEvents = [] }) => historyEvents.some(isIt));
}

/** Raises an event, and waits until it is in the instance's history. */
export function raise(id: string, event: string, data: unknown): Step {
  return async (hub) => {
    const isIt = (each: unknown) => (each as { Name?: string }).Name === event;
    const count = (events: unknown[] = []) => events.filter(isIt).length;
    let before = 0;
    await hub.reach(id, ({ historyEvents }) => ((before = count(historyEvents)), true));
    await hub.raise(id, event, data);
    await hub.reach(id, ({ historyEvents }) => count(historyEvents) > before);
  };
}

/** Raises an event for an instance that continues as new with it, and waits for the next input. */
export function raiseToNext(id: string, event: string, data: unknown, input: unknown): Step {
  return async (hub) => {
    await hub.raise(id, event, data);
    await hub.reach(id, (status) => JSON.stringify(status.input) === JSON.stringify(input));
  };
}

/** Raises events, each a name and data, without waiting for their effect. */
export function raiseAll(id: string, ...events: (readonly [string, unknown])[]): Step {
  return async (hub) => {
    for (const [event, data] of events) await hub.raise(id, event, data);
  };
}

export function terminate(id: string, reason?: string): Step {
  return async (hub) => {
    await hub.terminate(id, reason);
    await until(id, 'Terminated')(hub);
  };
}

export function signal(entity: string, key: string, operation: string, input?: unknown): Step {
  return (hub) => hub.signal(entity, key, operation, input);
}

/** Kills the host and starts it again. */
export const restartHost: Step = (hub) => hub.target.restart();
