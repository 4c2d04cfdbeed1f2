import { ActionType, type Action } from '../model/action.ts';
import {
  EventType,
  isScheduling,
  type HistoryEvent,
  type SchedulingEvent,
} from '../model/history-event.ts';
import { describeWork, type Work } from '../model/work.ts';
import { describeSchedule } from './open-work.ts';
import type { Change } from './report.ts';

/** The change that probably caused a difference, and its subject. */
export interface Diagnosis {
  change: Change;
  subject: string;
}

/**
 * Guesses what changed in the code, from the first difference and from what follows it on each side.
 * `later` holds the actions that the code requested after `asked`.
 */
export function diagnose(
  recorded: SchedulingEvent,
  asked: Work | undefined,
  history: readonly HistoryEvent[],
  later: readonly Action[],
): Diagnosis {
  const before = labelOfEvent(recorded);
  if (!asked) return { change: 'removed', subject: before };
  const now = labelOfWork(asked);
  const askedLater = later.flatMap(labelsOfAction).includes(before);
  const recordedLater = history
    .filter(isScheduling)
    .some((each) => each.EventId > recorded.EventId && labelOfEvent(each) === now);
  if (askedLater && recordedLater) return { change: 'reordered', subject: `${before}, ${now}` };
  if (askedLater) return { change: 'added', subject: now };
  if (recordedLater) return { change: 'removed', subject: before };
  const sameKind = before.split(' ')[0] === now.split(' ')[0];
  return { change: sameKind ? 'renamed' : 'replaced', subject: before };
}

// Labels omit ids and times, which can differ without a change of the code.
function labelOfEvent(event: SchedulingEvent): string {
  if (event.EventType === EventType.TimerCreated) return 'timer';
  return describeSchedule(event).replace(/ \(.*\)$/, '');
}

/** Label of a work item, without its times and ids. */
export function labelOfWork(work: Work): string {
  return work.kind === 'timer' ? 'timer' : describeWork(work);
}

function labelsOfAction(action: Action): string[] {
  switch (action.actionType) {
    case ActionType.CallActivity:
    case ActionType.CallActivityWithRetry:
      return [`activity ${action.functionName}`];
    case ActionType.CallSubOrchestrator:
    case ActionType.CallSubOrchestratorWithRetry:
      return [`sub-orchestration ${action.functionName}`];
    case ActionType.CreateTimer:
      return ['timer'];
    case ActionType.CallEntity:
    case ActionType.SignalEntity:
      return [`entity ${action.instanceId}`];
    case ActionType.WhenAll:
    case ActionType.WhenAny:
      return action.compoundActions.flatMap(labelsOfAction);
    default:
      return [];
  }
}
