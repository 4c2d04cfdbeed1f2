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
  readonly #rewound = new Map<number, number>();
  /** Number of turns, including the open one. */
  readonly turns: number;

  constructor(history: readonly HistoryEvent[]) {
    let turn = 0;
    for (const event of history) {
      if (event.EventType === EventType.OrchestratorStarted) turn++;
      if (event.EventType === EventType.GenericEvent && event.EventId >= 0) {
        this.#rewound.set(event.EventId, turn);
      }
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

  /**
   * True if work with this number belongs to the given turn. New work belongs to the last turn. Work
   * that a rewind undid has its place where it was scheduled first.
   */
  belongsTo(eventId: number, turn: number): boolean {
    const rewound = this.#rewound.get(eventId);
    if (rewound !== undefined && rewound <= turn) return true;
    return (this.#byId.get(eventId)?.turn ?? this.turns) === turn;
  }

  /** True if the turn records a message to an entity under this number. */
  sends(eventId: number, turn: number): boolean {
    const recorded = this.#byId.get(eventId);
    return recorded?.turn === turn && recorded.event.EventType === EventType.EventSent;
  }

  inTurn(turn: number): readonly SchedulingEvent[] {
    return this.#byTurn.get(turn) ?? [];
  }
}
