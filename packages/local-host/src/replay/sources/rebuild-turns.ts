import {
  EventType,
  type EventSent,
  type HistoryEvent,
  type SchedulingEvent,
  type TimerCreated,
} from '../../model/history-event.ts';
import { compareTimes, notBefore } from './precise-time.ts';

/** An event as the status endpoint returns it, with the data that it returns about the event's cause. */
export interface StatusEvent {
  event: HistoryEvent;
  /** For a completion: the function's name, and the time at which it was scheduled (ISO 8601 UTC). */
  functionName: string | undefined;
  scheduledAt: string | undefined;
}

interface Scheduled {
  event: SchedulingEvent;
  at: string;
  /** The completion from which it was derived; undefined for events that the status form contains. */
  completion: HistoryEvent | undefined;
}

interface Turn {
  received: HistoryEvent[];
  scheduled: Scheduled[];
}

/**
 * Restores turns, scheduling events and ids in a history from the status endpoint. Each received event
 * starts its own turn. Scheduling events are placed, by time, in the turn that ran then, and are numbered
 * in the order of their times.
 */
export function rebuildTurns(
  statusEvents: readonly StatusEvent[],
  runtimeStatus: string,
): { history: HistoryEvent[]; ambiguities: string[] } {
  const hidden = hiddenSchedules(statusEvents);
  const turns = openTurns(statusEvents);
  placeHidden(turns, hidden);
  const scheduled = turns.flatMap((turn) => {
    turn.scheduled.sort((one, other) => compareTimes(one.at, other.at));
    return turn.scheduled;
  });
  scheduled.forEach((each, index) => number(each, index));
  numberTimers(statusEvents, scheduled);
  return {
    history: write(turns, runtimeStatus),
    ambiguities: doubts(turns, scheduled),
  };
}

function hiddenSchedules(statusEvents: readonly StatusEvent[]): Scheduled[] {
  const hidden: Scheduled[] = [];
  for (const { event: completion, functionName, scheduledAt } of statusEvents) {
    if (functionName === undefined || scheduledAt === undefined) continue;
    const base = { Name: functionName, EventId: -1, IsPlayed: false, Timestamp: scheduledAt };
    const Input = (completion as { Input?: string | null }).Input ?? null;
    delete (completion as { Input?: string | null }).Input;
    switch (completion.EventType) {
      case EventType.TaskCompleted:
      case EventType.TaskFailed: {
        const EVENT = { EventType: EventType.TaskScheduled, Version: '' };
        const event = { ...EVENT, ...base, Input, ParentTraceContext: null, Tags: null };
        hidden.push({ event, at: scheduledAt, completion });
        break;
      }
      case EventType.SubOrchestrationInstanceCompleted:
      case EventType.SubOrchestrationInstanceFailed: {
        const EVENT = { EventType: EventType.SubOrchestrationInstanceCreated, InstanceId: '' };
        const event = { ...EVENT, ...base, Version: null, Input, ClientSpanId: null, Tags: null };
        hidden.push({ event, at: scheduledAt, completion });
        break;
      }
    }
  }
  return hidden.sort((one, other) => compareTimes(one.at, other.at));
}

function openTurns(statusEvents: readonly StatusEvent[]): Turn[] {
  const turns: Turn[] = [];
  for (const { event } of statusEvents) {
    switch (event.EventType) {
      case EventType.TimerCreated:
      case EventType.EventSent:
      case EventType.TaskScheduled:
      case EventType.SubOrchestrationInstanceCreated:
        turns.at(-1)?.scheduled.push({ event, at: event.Timestamp, completion: undefined });
        break;
      case EventType.ExecutionCompleted:
        turns.at(-1)?.received.push(event);
        break;
      default:
        turns.push({ received: [event], scheduled: [] });
    }
  }
  return turns;
}

// A hidden event belongs to the last turn that can have started by its time and that precedes the turn
// that receives its completion. What a turn schedules is older than what the next turn schedules.
function placeHidden(turns: readonly Turn[], hidden: readonly Scheduled[]): void {
  for (const each of hidden) {
    const end = turns.findIndex(
      ({ received }) => each.completion !== undefined && received.includes(each.completion),
    );
    let place = 0;
    for (const turn of turns.slice(1, end)) {
      const isOver = turns[place]?.scheduled.some(({ at }) => compareTimes(at, each.at) > 0);
      if (isOver || compareTimes(earliestTime(turn), each.at) > 0) break;
      place++;
    }
    turns[place]?.scheduled.push(each);
  }
}

/** Earliest possible start of a turn: the time at which its event was received. */
function earliestTime(turn: Turn): string {
  const [first] = turn.received;
  // The timestamp of a fired timer is when it was set. A timer may fire up to a second early.
  return first?.EventType === EventType.TimerFired
    ? new Date(Date.parse(first.FireAt) - 1000).toISOString()
    : likelyTime(turn);
}

function likelyTime({ received: [first] }: Turn): string {
  if (!first) return '';
  return first.EventType === EventType.TimerFired ? first.FireAt : first.Timestamp;
}

function number({ event, completion }: Scheduled, eventId: number): void {
  event.EventId = eventId;
  if (completion && 'EventId' in completion) {
    Object.assign(completion, { TaskScheduledId: eventId });
  }
}

// Fired timers are matched by due time; timers with the same due time fire in the order of creation.
function numberTimers(statusEvents: readonly StatusEvent[], scheduled: readonly Scheduled[]): void {
  const timers = scheduled
    .map(({ event }) => event)
    .filter((event): event is TimerCreated => event.EventType === EventType.TimerCreated);
  const used = new Set<TimerCreated>();
  for (const { event } of statusEvents) {
    if (event.EventType !== EventType.TimerFired) continue;
    const timer = timers.find((each) => !used.has(each) && each.FireAt === event.FireAt);
    if (!timer) continue;
    used.add(timer);
    event.TimerId = timer.EventId;
  }
}

function doubts(turns: readonly Turn[], scheduled: readonly Scheduled[]): string[] {
  const doubts = [
    'The times of the turns are guesses: code that reckons with currentUtcDateTime may see others by milliseconds.',
  ];
  const shared = turns.filter(
    ({ scheduled: own }, index) => index > 0 && index < turns.length - 1 && own.length === 0,
  ).length;
  if (shared > 0) {
    doubts.push(
      `${shared} event(s) set off nothing that shows: they may have come in together with the next one, in one turn.`,
    );
  }
  for (const [index, { at, event }] of scheduled.entries()) {
    const next = scheduled[index + 1];
    if (next && compareTimes(at, next.at) === 0) {
      doubts.push(
        `Numbers ${event.EventId} and ${next.event.EventId} were given at the same time (${at}): their order is a guess.`,
      );
    }
  }
  const tied = new Set(turns.slice(1).map(likelyTime));
  for (const { at, event, completion } of scheduled) {
    if (completion && tied.has(at)) {
      doubts.push(
        `Number ${event.EventId} was scheduled at the same time as an event arrived (${at}); which came first is a guess.`,
      );
    }
  }
  const children = scheduled.some(
    ({ event }) => event.EventType === EventType.SubOrchestrationInstanceCreated,
  );
  if (children) doubts.push('The status does not contain the instance ids of sub-orchestrations.');
  return doubts;
}

function write(turns: readonly Turn[], runtimeStatus: string): HistoryEvent[] {
  const history: HistoryEvent[] = [];
  let now = '';
  turns.forEach((turn, index) => {
    const { received, scheduled } = turn;
    now = notBefore(beginOf(turn, turns[index + 1]), now);
    history.push({
      EventType: EventType.OrchestratorStarted,
      EventId: -1,
      IsPlayed: false,
      Timestamp: now,
    });
    const isEnd = (each: HistoryEvent) => each.EventType === EventType.ExecutionCompleted;
    const ends = received.filter(isEnd);
    history.push(...received.filter((each) => !isEnd(each)));
    history.push(...scheduled.map(({ event }) => event), ...ends);
    const isOpen =
      index === turns.length - 1 && ends.length === 0 && runtimeStatus !== 'Terminated';
    const Timestamp = notBefore(scheduled.at(-1)?.at ?? now, now);
    if (!isOpen) {
      history.push({
        EventType: EventType.OrchestratorCompleted,
        EventId: -1,
        IsPlayed: false,
        Timestamp,
      });
    }
  });
  return history;
}

function beginOf(turn: Turn, next: Turn | undefined): string {
  const sent = turn.scheduled.map(({ event }) => event).find(isEventSent);
  // A message to an entity contains the time of the turn that sent it.
  const exact = sent && (JSON.parse(sent.Input) as { Timestamp?: string }).Timestamp;
  if (exact) return exact;
  const likely = likelyTime(turn);
  const [first] = turn.scheduled.map(({ at }) => at);
  const latest = first ?? (next && likelyTime(next));
  return latest !== undefined && compareTimes(latest, likely) < 0 ? latest : likely;
}

function isEventSent(event: SchedulingEvent): event is EventSent {
  return event.EventType === EventType.EventSent;
}
