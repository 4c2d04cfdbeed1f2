import {
  EventType,
  isScheduling,
  type HistoryEvent,
  type SchedulingEvent,
} from '../model/history-event.ts';

/** Index of a history's scheduling events, by sequence number and by turn. */
export class RecordedSchedule {
  readonly #byId = new Map<number, { event: SchedulingEvent; turn: number }>();
  readonly #byTurn = new Map<number, SchedulingEvent[]>();
  /** Number of turns, including the open one. */
  readonly turns: number;

  constructor(history: readonly HistoryEvent[]) {
    let turn = 0;
    for (const event of history) {
      if (event.EventType === EventType.OrchestratorStarted) turn++;
      if (!isScheduling(event)) continue;
      this.#byId.set(event.EventId, { event, turn });
      const inTurn = this.#byTurn.get(turn);
      if (inTurn) inTurn.push(event);
      else this.#byTurn.set(turn, [event]);
    }
    this.turns = turn;
  }

  event(eventId: number): SchedulingEvent | undefined {
    return this.#byId.get(eventId)?.event;
  }

  /** True if work with this number belongs to the given turn. New work belongs to the last turn. */
  belongsTo(eventId: number, turn: number): boolean {
    return (this.#byId.get(eventId)?.turn ?? this.turns) === turn;
  }

  inTurn(turn: number): readonly SchedulingEvent[] {
    return this.#byTurn.get(turn) ?? [];
  }
}
