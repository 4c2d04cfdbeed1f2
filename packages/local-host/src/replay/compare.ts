import { isDeepStrictEqual } from 'node:util';
import { TIMER_LIMITS } from '../replayer/durations.ts';
import { RELEASE_EVENT } from '../model/entity-message.ts';
import { EventType, type HistoryEvent, type SchedulingEvent } from '../model/history-event.ts';
import { NonDeterminismError } from '../replayer/non-determinism.ts';
import {
  SUB_ORCHESTRATION_TERMINATED,
  type OrchestratorAnswer,
} from '../turn/orchestrator-answer.ts';
import { replay } from '../replayer/replay.ts';
import type { ScheduledWork, Work } from '../model/work.ts';
import { short } from './describe.ts';
import type { ReplayWarning } from './report.ts';

/** Result of comparing the actions of a replay with the history. */
export interface Comparison {
  /** The first difference, and the action (by index) that was being played. */
  difference: { error: NonDeterminismError; action: number } | undefined;
  /** Work that the history does not contain. */
  scheduled: ScheduledWork[];
  /** True if work is open, which keeps an instance Running after its orchestrator has ended. */
  isHeld: boolean;
  /** All work that the code asked for, by event id. */
  work: ReadonlyMap<number, Work>;
  warnings: ReplayWarning[];
}

/** What to compare in addition to the order of the work. */
export interface CompareOptions {
  /** Whether to compare times, in timers and in inputs; false where the times of the turns are guesses. */
  timers: boolean;
}

/** Compares the work that the code requests with a history, as the host does, and lists the work beyond it. */
export function compare(
  history: readonly HistoryEvent[],
  answer: OrchestratorAnswer,
  { timers }: CompareOptions,
): Comparison {
  const work = new Map<number, Work>();
  const warnings: ReplayWarning[] = [];
  let action = -1;
  // The SDK has lost the actions.
  if (answer.error === SUB_ORCHESTRATION_TERMINATED) {
    return { difference: undefined, scheduled: [], isHeld: false, work, warnings };
  }
  const numberOf = new Map(history.map((event, index) => [event, index]));
  const warn = (recorded: SchedulingEvent, warning: Omit<ReplayWarning, 'event'> | undefined) => {
    if (warning) warnings.push({ event: numberOf.get(recorded) ?? -1, ...warning });
  };
  try {
    const { scheduled, openWork } = replay(history, answer.state.actions.flat(), {
      limits: TIMER_LIMITS,
      ended: answer.state.isDone || (answer.error !== undefined && endsInRelease(history)),
      onAction: (index) => (action = index),
      onWork: (eventId, asked, recorded) => {
        work.set(eventId, asked);
        if (!recorded) return;
        warn(recorded, inputChange(recorded, asked, timers));
        if (timers) warn(recorded, timerChange(recorded, asked));
      },
    });
    return { difference: undefined, scheduled, isHeld: openWork.length > 0, work, warnings };
  } catch (error) {
    if (!(error instanceof NonDeterminismError)) throw error;
    return { difference: { error, action }, scheduled: [], isHeld: false, work, warnings };
  }
}

// The extension keeps locks when the orchestrator throws; the local host releases them.
function endsInRelease(history: readonly HistoryEvent[]): boolean {
  const turn = history.findLastIndex((each) => each.EventType === EventType.OrchestratorStarted);
  return history
    .slice(turn)
    .some((each) => each.EventType === EventType.EventSent && each.Name === RELEASE_EVENT);
}

/** True if two JSON values are equal. Without `times`, times within them may differ. */
export function sameValue(one: unknown, other: unknown, times: boolean): boolean {
  if (isDeepStrictEqual(one, other)) return true;
  return !times && withoutTimes(one) === withoutTimes(other);
}

function withoutTimes(value: unknown): string | undefined {
  return (JSON.stringify(value) as string | undefined)?.replace(
    /\d{4}-\d\d-\d\dT[\d:.]+Z/g,
    'TIME',
  );
}

function inputChange(recorded: SchedulingEvent, asked: Work, times: boolean) {
  const before = recordedInput(recorded);
  const now = askedInput(asked);
  if (before === undefined || now === undefined || sameValue(before, now, times)) return undefined;
  return {
    change: 'input changed' as const,
    message: `The input was ${short(before)}, and is ${short(now)} now.`,
  };
}

function timerChange(recorded: SchedulingEvent, asked: Work) {
  if (recorded.EventType !== EventType.TimerCreated || asked.kind !== 'timer') return undefined;
  // The SDK computes the times of retries itself, at a finer resolution than its dates have.
  if (Math.abs(Date.parse(recorded.FireAt) - asked.fireAt) <= 1) return undefined;
  const now = new Date(asked.fireAt).toISOString();
  return {
    change: 'timer changed' as const,
    message: `The timer was set for ${recorded.FireAt}, and is set for ${now} now.`,
  };
}

/** The input recorded in a history (`storeInputsInOrchestrationHistory`); undefined if there is none. */
function recordedInput(recorded: SchedulingEvent): unknown {
  switch (recorded.EventType) {
    case EventType.TaskScheduled:
    case EventType.SubOrchestrationInstanceCreated: {
      if (recorded.Input === null) return undefined;
      const value = JSON.parse(recorded.Input) as unknown;
      // The JSON text of the input, wrapped in an array.
      if (!Array.isArray(value) || value.length !== 1) return value;
      const [text] = value as [unknown];
      return typeof text === 'string' ? JSON.parse(text) : text;
    }
    case EventType.EventSent: {
      const { op, input } = JSON.parse(recorded.Input) as { op?: string | null; input?: string };
      return op === undefined || op === null ? undefined : [op, parse(input)];
    }
    default:
      return undefined;
  }
}

function askedInput(asked: Work): unknown {
  switch (asked.kind) {
    case 'activity':
    case 'subOrchestration':
      return asked.input === null ? null : JSON.parse(asked.input);
    case 'message': {
      const { message } = asked;
      if (message.type !== 'call' && message.type !== 'signal') return undefined;
      return [message.operation, parse(message.input)];
    }
    case 'timer':
      return undefined;
  }
}

function parse(json: string | undefined): unknown {
  return json === undefined || json === '' ? null : JSON.parse(json);
}
