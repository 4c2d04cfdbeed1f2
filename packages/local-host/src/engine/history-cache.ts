import type { Histories } from '../store/histories.ts';
import { EventType, type HistoryEvent } from './history-event.ts';

/** A history in both forms that a turn needs: events to reason about, JSON text to hand over. */
export interface CachedHistory {
  executionId: string;
  events: HistoryEvent[];
  texts: string[];
}

/** Keeps the histories of the instances that were active last, so that a turn need not parse them anew. */
export class HistoryCache {
  readonly #histories: Histories;
  readonly #capacity: number;
  readonly #entries = new Map<string, CachedHistory>();

  constructor(histories: Histories, capacity = 500) {
    this.#histories = histories;
    this.#capacity = capacity;
  }

  get(instanceId: string, executionId: string): CachedHistory {
    const cached = this.#entries.get(instanceId);
    if (cached?.executionId === executionId) return cached;
    const texts = this.#histories.read(instanceId);
    const events = texts.map((text) => JSON.parse(text) as HistoryEvent);
    return { executionId, events, texts };
  }

  put(instanceId: string, history: CachedHistory): void {
    this.#entries.delete(instanceId);
    this.#entries.set(instanceId, history);
    const oldest = this.#entries.keys().next();
    if (this.#entries.size > this.#capacity && !oldest.done) this.#entries.delete(oldest.value);
  }

  drop(instanceId: string): void {
    this.#entries.delete(instanceId);
  }
}

/** The event as it stands in the history after its turn: what came in has been played. */
export function asPlayed(event: HistoryEvent): HistoryEvent {
  switch (event.EventType) {
    case EventType.ExecutionStarted:
    case EventType.ExecutionTerminated:
    case EventType.ExecutionSuspended:
    case EventType.ExecutionResumed:
    case EventType.TaskCompleted:
    case EventType.TaskFailed:
    case EventType.SubOrchestrationInstanceCompleted:
    case EventType.SubOrchestrationInstanceFailed:
    case EventType.TimerFired:
    case EventType.EventRaised:
    case EventType.GenericEvent:
      return { ...event, IsPlayed: true };
    default:
      return event;
  }
}
