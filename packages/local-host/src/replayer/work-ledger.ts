import { randomUUID } from 'node:crypto';
import { EventType, type EventSent, type SchedulingEvent } from '../model/history-event.ts';
import { fits, NonDeterminismError } from './non-determinism.ts';
import type { RecordedSchedule } from './recorded-schedule.ts';
import { Task } from './task.ts';
import type { ScheduledWork, Work } from '../model/work.ts';

interface RequestOptions {
  /** A number reserved earlier. Default: the next free number. */
  eventId?: number;
  /** How many of the following numbers to reserve. */
  reserve?: number;
  /** Called with the id of a message's request. */
  onRequestId?: (requestId: string) => void;
}

/** Called when work gets its number, with the event that records it, if there is one. */
export type OnWork = (eventId: number, work: Work, recorded: SchedulingEvent | undefined) => void;

/**
 * Assigns sequence numbers to the work that an orchestrator requests, in the order of the requests as the
 * SDK does, compares it with the history, and collects new work.
 */
export class WorkLedger {
  /** Work that is not in the history yet, in order. */
  readonly scheduled: ScheduledWork[] = [];
  readonly #recorded: RecordedSchedule;
  readonly #openById = new Map<number, { task: Task; work: Work }>();
  readonly #openByRequest = new Map<string, Task>();
  readonly #issued = new Set<number>();
  #nextId = 0;

  readonly #onWork: OnWork | undefined;

  constructor(recorded: RecordedSchedule, onWork?: OnWork) {
    this.#recorded = recorded;
    this.#onWork = onWork;
  }

  /**
   * Requests work. The task settles with its completion.
   *
   * @throws NonDeterminismError if the history records other work under its number
   */
  request(work: Work, options: RequestOptions = {}): Task {
    const task = new Task();
    const eventId = options.eventId ?? this.#nextId;
    if (options.eventId === undefined) this.#nextId += 1 + (options.reserve ?? 0);

    const recorded = this.#recorded.event(eventId);
    if (recorded && !fits(recorded, work)) throw new NonDeterminismError(recorded, work);
    this.#onWork?.(eventId, work, recorded);
    this.#issued.add(eventId);

    if (work.kind !== 'message') {
      this.#openById.set(eventId, { task, work });
      if (!recorded) this.scheduled.push({ eventId, work });
      return task;
    }
    const requestId =
      recorded?.EventType === EventType.EventSent ? requestIdOf(recorded) : randomUUID();
    if (!recorded) this.scheduled.push({ eventId, work, requestId });
    options.onRequestId?.(requestId);
    const awaitsAnswer = work.message.type === 'call' || work.message.type === 'lock';
    if (awaitsAnswer) this.#openByRequest.set(requestId, task);
    return task;
  }

  /** Number of the next event. */
  get nextEventId(): number {
    return this.#nextId;
  }

  /** @throws NonDeterminismError if the turn records work that was not requested */
  endTurn(turn: number): void {
    for (const event of this.#recorded.inTurn(turn)) {
      if (!this.#issued.has(event.EventId)) throw new NonDeterminismError(event, undefined);
    }
  }

  /** Removes and returns the open task of a completion. */
  take(key: number | string): Task | undefined {
    if (typeof key === 'string') {
      const task = this.#openByRequest.get(key);
      this.#openByRequest.delete(key);
      return task;
    }
    const open = this.#openById.get(key);
    this.#openById.delete(key);
    return open?.task;
  }

  /** Number of an open task. */
  openId(task: Task): number | undefined {
    for (const [eventId, open] of this.#openById) if (open.task === task) return eventId;
    return undefined;
  }

  /** Open activities, sub-orchestrations and timers, each with its number. */
  get openWork(): (readonly [number, Work])[] {
    return [...this.#openById].map(([eventId, { work }]) => [eventId, work]);
  }

  /** True if an entity's response is awaited. */
  get awaitsEntity(): boolean {
    return this.#openByRequest.size > 0;
  }
}

function requestIdOf(event: EventSent): string {
  return (JSON.parse(event.Input) as { id: string }).id;
}
