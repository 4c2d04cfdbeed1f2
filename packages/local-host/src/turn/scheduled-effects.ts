import { randomUUID } from 'node:crypto';
import type { Instance } from '../model/instance.ts';
import { entityMessage, raised } from '../model/entity-message.ts';
import {
  event,
  EventType,
  type EventSent,
  type HistoryEvent,
  type SubOrchestrationInstanceCreated,
  type TaskScheduled,
  type TimerCreated,
  type TimerFired,
} from '../model/history-event.ts';
import type { TurnResult } from './turn.ts';
import type {
  ActivityWork,
  MessageWork,
  ScheduledWork,
  SubOrchestrationWork,
  TimerWork,
} from '../model/work.ts';

type Effects = Pick<TurnResult, 'events' | 'activities' | 'messages' | 'children'>;

/** Context of the turn that requested new work. `now` in epoch ms. */
export interface TurnContext {
  instance: Instance;
  history: readonly HistoryEvent[];
  now: number;
  /** `storeInputsInOrchestrationHistory` of host.json. */
  storeInputs: boolean;
  defaultVersion: string | null;
}

/** Converts new work to scheduling events and their effects. */
export function scheduledEffects(scheduled: ScheduledWork[], context: TurnContext): Effects {
  const effects: Effects = { events: [], activities: [], messages: [], children: [] };
  const sentBefore = lastMessageTimes(context.history);
  for (const { eventId, work, requestId } of scheduled) {
    switch (work.kind) {
      case 'activity':
        scheduleActivity(effects, context, eventId, work);
        break;
      case 'timer':
        scheduleTimer(effects, context, eventId, work);
        break;
      case 'subOrchestration':
        scheduleChild(effects, context, eventId, work);
        break;
      case 'message':
        sendMessage(effects, context, eventId, work, requestId ?? '', sentBefore);
        break;
    }
  }
  return effects;
}

function scheduleActivity(
  effects: Effects,
  { instance, now, storeInputs }: TurnContext,
  eventId: number,
  work: ActivityWork,
): void {
  const { name, input } = work;
  effects.events.push(
    event<TaskScheduled>(
      {
        EventType: EventType.TaskScheduled,
        Name: name,
        Version: '',
        Input: storeInputs ? inputArray(input) : null,
        ParentTraceContext: null,
        Tags: null,
      },
      now,
      eventId,
    ),
  );
  const { id: instanceId, executionId } = instance;
  effects.activities.push({ instanceId, executionId, eventId, name, input });
}

function scheduleTimer(
  effects: Effects,
  { instance, now }: TurnContext,
  eventId: number,
  work: TimerWork,
): void {
  // .NET writes no trailing zeros in the fraction of a second.
  const FireAt = new Date(work.fireAt).toISOString().replace(/(?:\.000|00?)Z/, 'Z');
  effects.events.push(
    event<TimerCreated>({ EventType: EventType.TimerCreated, FireAt }, now, eventId),
  );
  effects.messages.push({
    target: instance.id,
    executionId: instance.executionId,
    dueAt: work.fireAt,
    event: event<TimerFired>(
      { EventType: EventType.TimerFired, TimerId: eventId, FireAt },
      Math.max(now, work.fireAt),
    ),
  });
}

function scheduleChild(
  effects: Effects,
  { instance, now, storeInputs, defaultVersion }: TurnContext,
  eventId: number,
  work: SubOrchestrationWork,
): void {
  const { input } = work;
  const childId = work.instanceId ?? `${instance.executionId}:${eventId}`;
  effects.events.push(
    event<SubOrchestrationInstanceCreated>(
      {
        EventType: EventType.SubOrchestrationInstanceCreated,
        Name: work.name,
        Version: work.version,
        InstanceId: childId,
        Input: storeInputs ? inputArray(input) : null,
        ClientSpanId: null,
        Tags: null,
      },
      now,
      eventId,
    ),
  );
  effects.children.push({
    id: childId,
    executionId: randomUUID().replaceAll('-', ''),
    name: work.name,
    version: work.version ?? defaultVersion,
    status: 'Pending',
    input,
    output: null,
    customStatus: null,
    parent: {
      Name: instance.name,
      OrchestrationInstance: { InstanceId: instance.id, ExecutionId: instance.executionId },
      TaskScheduleId: eventId,
      Version: instance.version,
    },
    createdAt: now,
    updatedAt: now,
    notices: {},
  });
}

function sendMessage(
  effects: Effects,
  { instance, now }: TurnContext,
  eventId: number,
  work: MessageWork,
  requestId: string,
  sentBefore: Map<string, string>,
): void {
  const time = new Date(now).toISOString();
  const { name, input } = entityMessage(work, requestId, {
    instanceId: instance.id,
    executionId: instance.executionId,
    time,
    predecessor: sentBefore.get(work.to),
  });
  sentBefore.set(work.to, time);
  const Input = JSON.stringify(input);
  effects.events.push(
    event<EventSent>(
      { EventType: EventType.EventSent, InstanceId: work.to, Name: name, Input },
      now,
      eventId,
    ),
  );
  effects.messages.push(raised(work.to, null, name, Input, now));
}

function lastMessageTimes(history: readonly HistoryEvent[]): Map<string, string> {
  const times = new Map<string, string>();
  for (const each of history) {
    if (each.EventType !== EventType.EventSent) continue;
    const { Timestamp } = JSON.parse(each.Input) as { Timestamp?: string };
    if (Timestamp) times.set(each.InstanceId, Timestamp);
  }
  return times;
}

// The extension stores a function's input as the JSON array of its arguments' JSON text.
function inputArray(input: string | null): string {
  return JSON.stringify([input]);
}
