import { randomUUID } from 'node:crypto';
import { EventType, type EventName, type HistoryEvent } from '../../model/history-event.ts';
import { isRecord } from '../../worker/json-file.ts';
import type { Recording } from '../recording.ts';
import { ReplayError } from '../replay-error.ts';
import { rebuildTurns, type StatusEvent } from './rebuild-turns.ts';

interface Status {
  name: string;
  instanceId: string;
  runtimeStatus: string;
  input: unknown;
  output: unknown;
  customStatus: unknown;
  historyEvents: Record<string, unknown>[];
}

/** Whether a JSON value is a response of the status endpoint that includes the history. */
export function isStatusForm(value: unknown): value is Status {
  return isRecord(value) && 'runtimeStatus' in value && typeof value['instanceId'] === 'string';
}

/**
 * Rebuilds a history from the response of the status endpoint, which omits the turns, the scheduling of
 * activities and sub-orchestrations, and all ids. `ambiguities` lists what remains unknown.
 *
 * @throws ReplayError `history-incomplete`, with the query parameters to use
 */
export function fromStatusForm(status: Status): Recording {
  const { historyEvents } = status as Partial<Status>;
  if (!Array.isArray(historyEvents)) throw asked('The status does not contain a history.');
  const statusEvents = historyEvents.map(toStatusEvent);
  if (statusEvents[0]?.event.EventType !== EventType.ExecutionStarted) {
    throw asked('The history does not begin with the start of the instance.');
  }
  if (statusEvents.some(({ event }) => lacksResult(event)))
    throw asked('The history does not contain results.');
  const { history, ambiguities } = rebuildTurns(statusEvents, status.runtimeStatus);
  const started = history.find((each) => each.EventType === EventType.ExecutionStarted);
  if (started) {
    started.OrchestrationInstance = { InstanceId: status.instanceId, ExecutionId: randomUUID() };
  }
  return {
    format: 'durable-history/1',
    instance: {
      id: status.instanceId,
      name: status.name,
      version: null,
      parent: null,
      status: status.runtimeStatus,
      input: started?.Input === undefined ? status.input : JSON.parse(started.Input ?? 'null'),
      output: status.output,
      customStatus: status.customStatus,
    },
    history,
    ambiguities,
  };
}

function asked(problem: string): ReplayError {
  return new ReplayError(
    'history-incomplete',
    `${problem} Ask the status endpoint with showHistory=true&showHistoryOutput=true&showInput=true.`,
  );
}

function lacksResult(event: HistoryEvent): boolean {
  return event.EventType === EventType.TaskCompleted && !('Result' in event);
}

// Results are parsed there, except those of executions that did not complete.
function toStatusEvent(fromStatus: Record<string, unknown>): StatusEvent {
  const { EventType: name, ScheduledTime, FunctionName, ...fields } = fromStatus;
  const type = EventType[name as EventName] as number | undefined;
  if (type === undefined) {
    const message = `The history contains an event of the unknown type ${JSON.stringify(name)}.`;
    throw new ReplayError('source-not-understood', message);
  }
  const event: Record<string, unknown> = {
    ...fields,
    EventType: type,
    EventId: -1,
    IsPlayed: true,
  };
  const isText =
    type === EventType.ExecutionCompleted && fields['OrchestrationStatus'] !== 'Completed';
  if ('Result' in fields && !isText) event['Result'] = JSON.stringify(fields['Result']);
  if (type === EventType.ExecutionStarted) {
    Object.assign(event, { Name: FunctionName, Version: null, ParentInstance: null, Tags: null });
  }
  return {
    event: event as unknown as HistoryEvent,
    functionName: typeof FunctionName === 'string' ? FunctionName : undefined,
    scheduledAt:
      typeof ScheduledTime === 'string' ? ScheduledTime.replace('+00:00', 'Z') : undefined,
  };
}
