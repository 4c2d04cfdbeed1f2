import { randomUUID } from 'node:crypto';
import type { Instance } from '../model/instance.ts';
import type { TimerLimits } from '../replayer/durations.ts';
import type { OrchestratorState } from '../model/action.ts';
import { orchestratorFailure, subOrchestrationFailure } from '../model/failures.ts';
import {
  event,
  EventType,
  type ExecutionCompleted,
  type FailureDetails,
  type HistoryEvent,
  type OrchestratorCompleted,
  type ParentInstance,
  type SubOrchestrationInstanceCompleted,
  type SubOrchestrationInstanceFailed,
} from '../model/history-event.ts';
import { argumentText, jsonText, NotJsonError } from '../model/json-text.ts';
import type { NewMessage } from '../model/message.ts';
import { NonDeterminismError } from '../replayer/non-determinism.ts';
import type { OrchestratorAnswer } from './orchestrator-answer.ts';
import { replay, type Replayed, type StuckAt } from '../replayer/replay.ts';
import { keptEventsNotice, openWorkNotice, withNotice } from './notices.ts';
import { scheduledEffects } from './scheduled-effects.ts';
import { startMessage } from '../model/start-message.ts';
import type { EndStatus, TurnResult } from './turn.ts';

const CUSTOM_STATUS_LIMIT_BYTES = 16 * 1024;

/** Input of a turn's decision. The history's last turn is open; times are in epoch ms. */
export interface TurnInput {
  instance: Instance;
  history: readonly HistoryEvent[];
  /** Received events of the open turn. The history contains them too. */
  received: readonly HistoryEvent[];
  now: number;
  suspended: boolean;
  limits: TimerLimits;
  storeInputs: boolean;
  defaultVersion: string | null;
}

/** The part of the input that is needed to end a turn. */
type Ending = Pick<TurnInput, 'instance' | 'history' | 'now'>;

/** Decides what a turn changes, from the orchestrator's answer. Pure except for new ids. */
export function decideTurn(input: TurnInput, answer: OrchestratorAnswer): TurnResult {
  try {
    return decide(input, answer);
  } catch (error) {
    if (!(error instanceof NotJsonError)) throw error;
    return endTurn(input, 'Failed', orchestratorFailure(input.instance.name, error.message));
  }
}

function decide(input: TurnInput, answer: OrchestratorAnswer): TurnResult {
  const { state } = answer;
  // The requested actions are unknown, so nothing can be compared with the history.
  if (answer.error !== undefined && state.actions.length === 0) {
    return endTurn(input, 'Failed', orchestratorFailure(input.instance.name, answer.error));
  }
  const status = customStatus(state);
  if (typeof status === 'object' && status) {
    return endTurn(input, 'Failed', orchestratorFailure(input.instance.name, status.tooLarge));
  }
  const instance: Instance = { ...input.instance, customStatus: status };
  const current = { ...input, instance };

  if (input.suspended) {
    return closeTurn(current, {
      ...nothing(current),
      instance: { ...instance, status: 'Suspended' },
    });
  }
  const done = state.isDone || answer.error !== undefined;
  let replayed: Replayed;
  try {
    replayed = replay(input.history, state.actions.flat(), {
      limits: input.limits,
      ended: done,
    });
  } catch (error) {
    if (error instanceof NonDeterminismError) return endTurn(current, 'Failed', error.message);
    throw error;
  }
  const effects = { ...nothing(current), ...scheduledEffects(replayed.scheduled, current) };
  if (done && replayed.openWork.length > 0) return hold(current, replayed, effects);
  const { continuedAsNew } = replayed;
  if (continuedAsNew) return continueAsNew(current, continuedAsNew.input, replayed, effects);
  if (answer.error !== undefined) {
    const output = orchestratorFailure(instance.name, answer.error);
    return endTurn(current, 'Failed', output, effects, replayed.nextEventId, state.failureDetails);
  }
  if (state.isDone) {
    const output = jsonText(state.output) ?? 'null';
    return endTurn(current, 'Completed', output, effects, replayed.nextEventId);
  }
  if (replayed.stuckAt) {
    const message = stuckMessage(replayed.stuckAt);
    const output = orchestratorFailure(instance.name, message);
    return endTurn(current, 'Failed', output, effects, replayed.nextEventId);
  }
  return stayOpen(current, replayed, effects);
}

function stayOpen(input: TurnInput, replayed: Replayed, effects: TurnResult): TurnResult {
  return closeTurn(input, {
    ...effects,
    instance: { ...input.instance, status: 'Running' },
    cancelledTimers: replayed.cancelledTimers,
  });
}

// The orchestrator has ended. Its instance ends with the last of its open work, as in the extension:
// until then each turn runs the orchestrator again, to the same end.
function hold(input: TurnInput, replayed: Replayed, effects: TurnResult): TurnResult {
  const notice = openWorkNotice(replayed.openWork);
  const instance = withNotice(input.instance, 'openWork', notice);
  return stayOpen({ ...input, instance }, replayed, effects);
}

function stuckMessage(at: StuckAt): string {
  const difference = 'In Azure the instance would stay Running for ever.';
  return at === 'retry timeout'
    ? `A retried call failed after its retryTimeoutInMilliseconds, so its task never ends. ${difference} ` +
        'Limit the attempts with maxNumberOfAttempts instead.'
    : `It has not ended, and waits for nothing that can happen. ${difference} ` +
        'Throw an Error, not undefined, and do not yield a task that has completed before.';
}

/**
 * Ends an execution. `output` is JSON text if it completed, otherwise plain text; null if there is
 * none.
 */
export function endTurn(
  input: Ending,
  status: EndStatus,
  output: string | null,
  effects: TurnResult = nothing(input),
  eventId = -1,
  failureDetails: FailureDetails | null = null,
): TurnResult {
  const { instance, now } = input;
  const ended = event<ExecutionCompleted>(
    {
      EventType: EventType.ExecutionCompleted,
      OrchestrationStatus: status,
      Result: output,
      FailureDetails: failureDetails,
    },
    now,
    eventId,
  );
  const { parent } = instance;
  const messages = parent
    ? [...effects.messages, answerToParent(input, parent, status, output, failureDetails)]
    : effects.messages;
  return closeTurn(input, {
    ...effects,
    events: [...effects.events, ended],
    messages,
    instance: {
      ...instance,
      status,
      output: status === 'Completed' || output === null ? output : JSON.stringify(output),
    },
  });
}

function continueAsNew(
  input: TurnInput,
  given: unknown,
  replayed: Replayed,
  effects: TurnResult,
): TurnResult {
  const { now } = input;
  const lost = replayed.unclaimedEvents.slice(0, replayed.lostEvents);
  const instance =
    lost.length > 0
      ? withNotice(input.instance, 'keptEvents', keptEventsNotice(lost))
      : input.instance;
  const next: Instance = {
    ...instance,
    executionId: randomUUID().replaceAll('-', ''),
    input: argumentText(given) ?? 'null',
    status: 'Running',
    createdAt: now,
    updatedAt: now,
  };
  const kept = replayed.unclaimedEvents.map((raised) => ({
    target: instance.id,
    executionId: null,
    // The original time keeps the event ahead of those that were received during this turn.
    dueAt: Date.parse(raised.Timestamp),
    event: { ...raised, IsPlayed: true },
  }));
  return {
    ...effects,
    instance: next,
    events: [],
    messages: [...effects.messages, startMessage(next, now, null), ...kept, turnEnd(next, now)],
    continuedAsNew: true,
  };
}

// In the extension the first turn of such an execution ends once before its code runs.
function turnEnd({ id, executionId }: Instance, now: number): NewMessage {
  const closed = event<OrchestratorCompleted>({ EventType: EventType.OrchestratorCompleted }, now);
  return { target: id, executionId, dueAt: now, event: closed };
}

function answerToParent(
  { instance, now }: Ending,
  parent: ParentInstance,
  status: EndStatus,
  output: string | null,
  failureDetails: FailureDetails | null,
): NewMessage {
  const { OrchestrationInstance: target, TaskScheduleId: TaskScheduledId } = parent;
  const answer =
    status === 'Completed'
      ? event<SubOrchestrationInstanceCompleted>(
          {
            EventType: EventType.SubOrchestrationInstanceCompleted,
            TaskScheduledId,
            Result: output,
          },
          now,
        )
      : event<SubOrchestrationInstanceFailed>(
          {
            EventType: EventType.SubOrchestrationInstanceFailed,
            TaskScheduledId,
            ...subOrchestrationFailure(instance.name, status, output ?? ''),
            FailureDetails: failureDetails,
          },
          now,
        );
  return { target: target.InstanceId, executionId: target.ExecutionId, dueAt: now, event: answer };
}

// The code sets the status again on each replay. If it does not, the status is null.
function customStatus(state: OrchestratorState): string | null | { tooLarge: string } {
  const text = jsonText(state.customStatus ?? undefined);
  if (text === undefined) return null;
  const bytes = text.length * 2;
  if (bytes <= CUSTOM_STATUS_LIMIT_BYTES) return text;
  return {
    tooLarge:
      'The UTF-16 size of the JSON-serialized payload must not exceed 16 KB. ' +
      `The current payload size is ${Math.floor(bytes / 1024)} KB.`,
  };
}

function nothing({ instance }: Ending): TurnResult {
  return {
    instance,
    events: [],
    activities: [],
    messages: [],
    children: [],
    cancelledTimers: [],
    continuedAsNew: false,
  };
}

function closeTurn(input: Ending, result: TurnResult): TurnResult {
  const closed = event<OrchestratorCompleted>(
    { EventType: EventType.OrchestratorCompleted },
    input.now,
  );
  // The first turn of an execution that continues as new is closed already, until it schedules work.
  const isClosed =
    result.events.length === 0 &&
    input.history.at(-1)?.EventType === EventType.OrchestratorCompleted;
  return {
    ...result,
    events: isClosed ? [] : [...result.events, closed],
    instance: { ...result.instance, updatedAt: input.now },
  };
}
