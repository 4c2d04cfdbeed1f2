import type { Outcome } from '../../src/captures/outcome.ts';
import type { CloudEvent } from '../../src/notifications/cloud-event.ts';
import type { SessionRow, WatcherRow } from '../support/simulator-client.ts';

/** An alert that the app answered with 202. */
export interface AcceptedAlert {
  /** Id of its capture. */
  id: string;
  /** Resource ids of its machines. */
  machines: readonly string[];
}

/** What was observed from outside the app until everything had come to rest. */
export interface Observed {
  accepted: readonly AcceptedAlert[];
  /** Events that each receiver answered with 200, by the name of the receiver. */
  received: Readonly<Record<string, readonly CloudEvent[]>>;
  /** All sessions, including deleted ones. Each counts as one PUT. */
  sessions: readonly Pick<SessionRow, 'name' | 'target' | 'listed'>[];
  watchers: readonly WatcherRow[];
  limit: number;
}

/** Broken promises, each described in one line. */
export interface Findings {
  /** Alerts that a receiver did not hear of, and machines without a file. */
  lost: string[];
  /** Machines with two sessions, and alerts with two different events. */
  doubled: string[];
  /** Sessions that are still listed. */
  leaked: string[];
  /** Watchers that listed more sessions than the limit. */
  exceeded: string[];
}

/** Compares what was observed with what the app promises. */
export function findingsOf({ accepted, received, sessions, watchers, limit }: Observed): Findings {
  const found: Findings = { lost: [], doubled: [], leaked: [], exceeded: [] };
  for (const [receiver, events] of Object.entries(received)) {
    const byId = Map.groupBy(events, ({ id }) => id);
    for (const { id, machines } of accepted) {
      const heard = byId.get(id) ?? [];
      // A delivery that was interrupted is repeated: the same event, which a receiver drops.
      const different = new Set(heard.map((event) => JSON.stringify(event)));
      if (different.size > 1) found.doubled.push(`${id}: ${different.size} events at ${receiver}`);
      const [event] = heard;
      if (event === undefined) found.lost.push(`${id}: no event at ${receiver}`);
      else found.lost.push(...machines.flatMap((machine) => withoutFile(event, machine)));
    }
  }
  const byTarget = Map.groupBy(sessions, ({ target }) => target.toLowerCase());
  for (const [target, { length }] of byTarget) {
    if (length > 1) found.doubled.push(`${target}: ${length} sessions`);
  }
  for (const { name, listed } of sessions) if (listed) found.leaked.push(name);
  for (const { watcher, peakListed } of watchers) {
    if (peakListed > limit) found.exceeded.push(`${watcher}: ${peakListed} sessions`);
  }
  return found;
}

function withoutFile({ id, data }: CloudEvent, machine: string): string[] {
  const isIt = ({ vm }: Outcome): boolean => vm.toLowerCase() === machine.toLowerCase();
  const outcome = data.captures.find(isIt);
  if (outcome !== undefined && 'file' in outcome && outcome.file !== undefined) return [];
  return [`${id}: no file of ${machine}: ${JSON.stringify(outcome)}`];
}
