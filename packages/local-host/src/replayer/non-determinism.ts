import { EventType, type SchedulingEvent } from '../model/history-event.ts';
import type { Work } from '../model/work.ts';

const QUESTION =
  'Was a change made to the orchestrator code after this instance had already started running?';

/** The extension's names for the actions that request work (DurableTask.Core class names). */
const ACTION_CLASS: Record<Work['kind'], string> = {
  activity: 'ScheduleTaskOrchestratorAction',
  subOrchestration: 'CreateSubOrchestrationAction',
  timer: 'CreateTimerOrchestratorAction',
  message: 'SendEventOrchestratorAction',
};

/**
 * The orchestrator's code requested other work than its history records. The message starts with the
 * extension's text and names both sides; `recorded` and `asked` give them to tools.
 */
export class NonDeterminismError extends Error {
  readonly code = 'NON_DETERMINISM';
  readonly eventId: number;
  readonly recorded: SchedulingEvent;
  readonly asked: Work | undefined;

  constructor(recorded: SchedulingEvent, asked: Work | undefined) {
    super(`Non-Deterministic workflow detected: ${explain(recorded, asked)}`);
    this.name = 'NonDeterminismError';
    this.eventId = recorded.EventId;
    this.recorded = recorded;
    this.asked = asked;
  }
}

/** True if a recorded event matches the work that the code requests now. */
export function fits(recorded: SchedulingEvent, asked: Work): boolean {
  switch (recorded.EventType) {
    case EventType.TaskScheduled:
      return asked.kind === 'activity' && asked.name === recorded.Name;
    case EventType.SubOrchestrationInstanceCreated:
      return asked.kind === 'subOrchestration' && asked.name === recorded.Name;
    case EventType.TimerCreated:
      return asked.kind === 'timer';
    case EventType.EventSent:
      return asked.kind === 'message' && asked.to === recorded.InstanceId;
  }
}

function explain(recorded: SchedulingEvent, asked: Work | undefined): string {
  const before = `A previous execution of this orchestration scheduled ${describeRecorded(recorded)}`;
  if (asked === undefined) {
    return `${before}, but the current replay execution hasn't (yet?) scheduled this task. ${QUESTION}`;
  }
  if (recorded.EventType === EventType.TaskScheduled && asked.kind === 'activity') {
    return `${before}, but the current orchestration replay instead scheduled an activity task named '${asked.name}' with this sequence number.  ${QUESTION}`;
  }
  if (
    recorded.EventType === EventType.SubOrchestrationInstanceCreated &&
    asked.kind === 'subOrchestration'
  ) {
    return `${before}, but the current orchestration replay instead scheduled a sub-orchestration task with name '${asked.name}' at this sequence number. ${QUESTION}`;
  }
  if (recorded.EventType === EventType.EventSent && asked.kind === 'message') {
    return `${before}, but the current orchestration replay instead scheduled a send event task for instance ID '${asked.to}' at this sequence number. ${QUESTION}`;
  }
  return `${before}, but the current orchestration replay instead produced a ${ACTION_CLASS[asked.kind]} action with this sequence number. ${QUESTION}`;
}

function describeRecorded(recorded: SchedulingEvent): string {
  const number = `with sequence number ${recorded.EventId}`;
  switch (recorded.EventType) {
    case EventType.TaskScheduled:
      return `an activity task ${number} named '${recorded.Name}'`;
    case EventType.SubOrchestrationInstanceCreated:
      return `a sub-orchestration task ${number} named '${recorded.Name}' (instance ID '${recorded.InstanceId}')`;
    case EventType.TimerCreated:
      return `a timer task ${number}`;
    case EventType.EventSent:
      return `a send event task ${number}, name '${recorded.Name}', instance ID '${recorded.InstanceId}'`;
  }
}
