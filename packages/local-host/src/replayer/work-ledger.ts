import { randomUUID } from 'node:crypto';
import { EventType, type EventSent, type SchedulingEvent } from '../model/history-event.ts';
import { fits, NonDeterminismError } from './non-determinism.ts';
import type { RecordedSchedule } from './recorded-schedule.ts';
import { Task } from './task.ts';
import type { ScheduledWork, Work } from '../model/work.ts';

interface RequestOptions {
  /** A number set aside earlier; the next free one without it. */
  eventId?: number;
  /** How many of the numbers that follow to set aside. */
  reserve?: number;
  /** Hears the number, and the id of a call or lock request. */
  onIssued?: (eventId: number, requestId: string | undefined) => void;
}

/** Hears of each piece of work as it gets its number, and of the event that records it, if one does. */
export type OnWork = (eventId: number, work: Work, recorded: SchedulingEvent | undefined) => void;

interface Request extends RequestOptions {
  work: () => Work;
  task: Task;
}

/**
 * Hands out sequence numbers to the work that an orchestrator asks for, holds it against what the
 * history records, and keeps what is new. Numbers are given in the order of asking, and only in the
 * turn to which the history assigns them: that is how host and SDK come to the same numbers.
 */
export class WorkLedger {
  /** Work that the history does not hold yet, in order. */
  readonly scheduled: ScheduledWork[] = [];
  readonly #recorded: RecordedSchedule;
  readonly #requests: Request[] = [];
  readonly #openById = new Map<number, Task>();
  readonly #openByRequest = new Map<string, Task>();
  readonly #issued = new Set<number>();
  #nextId = 0;
  #turn = 0;

  readonly #onWork: OnWork | undefined;

  constructor(recorded: RecordedSchedule, onWork?: OnWork) {
    this.#recorded = recorded;
    this.#onWork = onWork;
  }

  /** Asks for work; the task settles with its completion. `work` is called when its number is given. */
  request(work: () => Work, options: RequestOptions = {}): Task {
    const task = new Task();
    this.#requests.push({ ...options, work, task });
    this.issue();
    return task;
  }

  /** Whether everything asked for has its number. */
  get idle(): boolean {
    return this.#requests.length === 0;
  }

  /** The number that the next event gets. */
  get nextEventId(): number {
    return this.#nextId;
  }

  beginTurn(turn: number): void {
    this.#turn = turn;
    this.issue();
  }

  /** @throws NonDeterminismError where the turn records work that was not asked for. */
  endTurn(): void {
    for (const event of this.#recorded.inTurn(this.#turn)) {
      if (!this.#issued.has(event.EventId)) throw new NonDeterminismError(event, undefined);
    }
  }

  /** Gives numbers to what waits for one, as far as the current turn goes. */
  issue(): void {
    for (;;) {
      const request = this.#requests[0];
      if (!request) return;
      const eventId = request.eventId ?? this.#nextId;
      if (!this.#recorded.belongsTo(eventId, this.#turn)) return;
      this.#requests.shift();
      if (request.eventId === undefined) this.#nextId += 1 + (request.reserve ?? 0);
      this.#issueAs(eventId, request);
    }
  }

  /** The open task behind a completion, which is closed with it. */
  take(key: number | string): Task | undefined {
    if (typeof key === 'string') {
      const task = this.#openByRequest.get(key);
      this.#openByRequest.delete(key);
      return task;
    }
    const task = this.#openById.get(key);
    this.#openById.delete(key);
    return task;
  }

  /** The number under which a task is open. */
  openId(task: Task): number | undefined {
    for (const [eventId, open] of this.#openById) if (open === task) return eventId;
    return undefined;
  }

  #issueAs(eventId: number, request: Request): void {
    const work = request.work();
    const recorded = this.#recorded.event(eventId);
    if (recorded && !fits(recorded, work)) throw new NonDeterminismError(recorded, work);
    this.#onWork?.(eventId, work, recorded);
    this.#issued.add(eventId);

    if (work.kind !== 'message') {
      this.#openById.set(eventId, request.task);
      if (!recorded) this.scheduled.push({ eventId, work });
      request.onIssued?.(eventId, undefined);
      return;
    }
    const awaitsAnswer = work.message.type === 'call' || work.message.type === 'lock';
    const requestId =
      recorded?.EventType === EventType.EventSent ? requestIdOf(recorded) : randomUUID();
    if (!recorded) this.scheduled.push({ eventId, work, requestId });
    request.onIssued?.(eventId, requestId);
    if (awaitsAnswer) this.#openByRequest.set(requestId, request.task);
    else request.task.complete();
  }
}

function requestIdOf(event: EventSent): string {
  return (JSON.parse(event.Input) as { id: string }).id;
}
