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
  /** Called with the number, and with the id of a call or a lock request. */
  onIssued?: (eventId: number, requestId: string | undefined) => void;
}

/** Called when work gets its number, with the event that records it, if there is one. */
export type OnWork = (eventId: number, work: Work, recorded: SchedulingEvent | undefined) => void;

interface Request extends RequestOptions {
  work: () => Work;
  task: Task;
}

/**
 * Assigns sequence numbers to the work that an orchestrator requests, compares it with the history,
 * and collects new work. Numbers are assigned in the order of the requests, and only in the turn to
 * which the history assigns them. This way host and SDK assign the same numbers.
 */
export class WorkLedger {
  /** Work that is not in the history yet, in order. */
  readonly scheduled: ScheduledWork[] = [];
  readonly #recorded: RecordedSchedule;
  readonly #requests: Request[] = [];
  readonly #openById = new Map<number, { task: Task; work: Work }>();
  readonly #openByRequest = new Map<string, Task>();
  readonly #issued = new Set<number>();
  #nextId = 0;
  #turn = 0;

  readonly #onWork: OnWork | undefined;

  constructor(recorded: RecordedSchedule, onWork?: OnWork) {
    this.#recorded = recorded;
    this.#onWork = onWork;
  }

  /** Requests work. The task settles with its completion. `work` is called when the number is assigned. */
  request(work: () => Work, options: RequestOptions = {}): Task {
    const task = new Task();
    this.#requests.push({ ...options, work, task });
    this.issue();
    return task;
  }

  /** True if all requested work has its number. */
  get idle(): boolean {
    return this.#requests.length === 0;
  }

  /** Number of the next event. */
  get nextEventId(): number {
    return this.#nextId;
  }

  beginTurn(turn: number): void {
    this.#turn = turn;
    this.issue();
  }

  /** @throws NonDeterminismError if the turn records work that was not requested */
  endTurn(): void {
    for (const event of this.#recorded.inTurn(this.#turn)) {
      if (!this.#issued.has(event.EventId)) throw new NonDeterminismError(event, undefined);
    }
  }

  /** Assigns numbers to waiting requests, as far as the current turn permits. */
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

  #issueAs(eventId: number, request: Request): void {
    const work = request.work();
    const recorded = this.#recorded.event(eventId);
    if (recorded && !fits(recorded, work)) throw new NonDeterminismError(recorded, work);
    this.#onWork?.(eventId, work, recorded);
    this.#issued.add(eventId);

    if (work.kind !== 'message') {
      this.#openById.set(eventId, { task: request.task, work });
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
