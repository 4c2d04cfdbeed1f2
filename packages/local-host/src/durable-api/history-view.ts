import {
  EventType,
  type HistoryEvent,
  type SubOrchestrationInstanceCreated,
  type TaskScheduled,
} from '../model/history-event.ts';
import { shownValue } from './json-text.ts';

const NAMES = new Map(Object.entries(EventType).map(([name, number]) => [number, name]));

/**
 * A history in the form of the status endpoint. It omits the start and end of turns, and merges the
 * scheduling of activities and sub-orchestrations into their completions. Results are parsed, and
 * included only when `withOutput` is set.
 */
export function historyView(
  history: readonly HistoryEvent[],
  withOutput: boolean,
): Record<string, unknown>[] {
  const scheduled = new Map<number, Scheduled>();
  const view = new Set<Record<string, unknown>>();
  for (const event of history) {
    switch (event.EventType) {
      case EventType.OrchestratorStarted:
      case EventType.OrchestratorCompleted:
        break;
      case EventType.TaskScheduled:
      case EventType.SubOrchestrationInstanceCreated: {
        const shown = plain(event, withOutput);
        scheduled.set(event.EventId, { event, shown });
        view.add(shown);
        break;
      }
      case EventType.TaskCompleted:
      case EventType.TaskFailed:
      case EventType.SubOrchestrationInstanceCompleted:
      case EventType.SubOrchestrationInstanceFailed: {
        const { event: cause, shown } = scheduled.get(event.TaskScheduledId) ?? {};
        if (shown) view.delete(shown);
        view.add({
          ...plain(event, withOutput),
          ScheduledTime: cause?.Timestamp.replace('Z', '+00:00') ?? null,
          FunctionName: cause?.Name ?? null,
          Input: cause?.Input ?? null,
        });
        break;
      }
      case EventType.ExecutionStarted:
        view.add({ ...plain(event, withOutput), FunctionName: event.Name });
        break;
      default:
        view.add(plain(event, withOutput));
    }
  }
  return [...view];
}

interface Scheduled {
  event: TaskScheduled | SubOrchestrationInstanceCreated;
  shown: Record<string, unknown>;
}

const HIDDEN = new Set([
  'EventId',
  'IsPlayed',
  'TaskScheduledId',
  'TimerId',
  'OrchestrationInstance',
  'ParentInstance',
  'Version',
]);

function plain(event: HistoryEvent, withOutput: boolean): Record<string, unknown> {
  const entries = Object.entries(event).filter(([key]) => !HIDDEN.has(key));
  const view: Record<string, unknown> = Object.fromEntries(entries);
  view['EventType'] = NAMES.get(event.EventType);
  if (event.EventType === EventType.ExecutionStarted) {
    delete view['Name'];
    delete view['Tags'];
  }
  if ('Result' in view) {
    if (withOutput) view['Result'] = parsed(event, view['Result'] as string | null);
    else delete view['Result'];
  }
  return view;
}

// The result of a failed or terminated execution is plain text.
function parsed(event: HistoryEvent, result: string | null): unknown {
  if (result === null) return null;
  const isText =
    event.EventType === EventType.ExecutionCompleted && event.OrchestrationStatus !== 'Completed';
  return isText ? result : shownValue(result);
}
