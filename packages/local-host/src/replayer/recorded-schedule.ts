import {
  EventType,
  isScheduling,
  type HistoryEvent,
  type SchedulingEvent,
} from '../model/history-event.ts';

/** Index of a history's scheduling events, by sequence number and by turn. */
export class RecordedSchedule {
  readonly #byId = new Map<number, SchedulingEvent>();
  readonly #byTurn: SchedulingEvent[][] = [];

  constructor(history: readonly HistoryEvent[]) {
    let turn = 0;
    for (const event of history) {
      if (event.EventType === EventType.OrchestratorStarted) turn++;
      if (!isScheduling(event)) continue;
      this.#byId.set(event.EventId, event);
      (this.#byTurn[turn] ??= []).push(event);
    }
  }

  event(eventId: number): SchedulingEvent | undefined {
    return this.#byId.get(eventId);
  }

  /** The events of a turn; the first is turn 1. */
  inTurn(turn: number): readonly SchedulingEvent[] {
    return this.#byTurn[turn] ?? [];
  }

  /** True if the turn records a message to an entity under this number. */
  sends(eventId: number, turn: number): boolean {
    const recorded = this.inTurn(turn).find((event) => event.EventId === eventId);
    return recorded?.EventType === EventType.EventSent;
  }
}
