import { mock } from 'node:test';
import type { FunctionHandler, GenericFunctionOptions } from '@azure/functions';
import { app, InvocationContext } from '@azure/functions';
import type { OrchestrationHandler } from 'durable-functions';
import * as df from 'durable-functions';

/** One thing that an orchestrator asked for, in the order that it asked. */
export interface Call {
  kind: 'activity' | 'entity' | 'child' | 'timer';
  /** Of an activity or orchestrator; of an entity, its id and operation. */
  name: string;
  input: unknown;
  /** Seconds since the start. */
  at: number;
}

/** Given as an answer: there is none. */
export const never = Symbol('never');

/** What surrounds an orchestrator under test. A function that throws makes the task fail. */
export interface Surroundings {
  instanceId: string;
  input: unknown;
  answer: (call: Call) => unknown;
  /** External events, by the second at which they come. */
  events?: readonly { at: number; name: string; data?: unknown }[];
}

/** How an orchestration went. */
export interface Run {
  output: unknown;
  calls: Call[];
  /** Each custom status once, as often as it changed. */
  statuses: unknown[];
  /** The lines that were logged, in all turns. */
  logs: string[];
  /** Seconds from start to end, on the virtual clock. */
  seconds: number;
}

interface Action {
  actionType: number;
  compoundActions?: Action[];
  functionName?: string;
  instanceId?: string;
  operation?: string;
  input?: unknown;
  fireAt?: string;
  isCanceled?: boolean;
}

/** An event that is still to come; `order` is that of scheduling. */
interface Due {
  at: number;
  order: number;
  event: Record<string, unknown>;
  timer?: number;
}

const start = Date.UTC(2026, 10, 20, 2, 14);
const longestRun = 5000;

/**
 * Runs an orchestrator in the SDK's own executor, turn by turn with a full replay each, as the
 * Durable extension does; time jumps from one timer to the next. The history has the fields that the SDK reads.
 */
export async function runOrchestration(
  orchestrator: OrchestrationHandler,
  surroundings: Surroundings,
): Promise<Run> {
  const execute = executorOf(orchestrator);
  const history: Record<string, unknown>[] = [];
  const calls: Call[] = [];
  const statuses: unknown[] = [];
  const logs: string[] = [];
  const due: Due[] = (surroundings.events ?? []).map(({ at, name, data }, order) => ({
    at,
    order,
    event: { EventType: 15, Name: name, Input: JSON.stringify(data ?? null) },
  }));
  let seconds = 0;

  const add = (event: Record<string, unknown>): void => {
    const Timestamp = new Date(start + seconds * 1000).toISOString();
    history.push({ EventId: -1, IsPlayed: false, Timestamp, ...event });
  };
  const schedule = (action: Action, id: number): void => {
    const { call, scheduled, completed, failed } = describe(action, id, seconds);
    calls.push(call);
    add(scheduled);
    const order = due.length + id;
    if (action.fireAt !== undefined) {
      const at = Math.max(seconds, (Date.parse(action.fireAt) - start) / 1000);
      due.push({ at, order, event: completed(undefined), timer: id });
      return;
    }
    let event: Record<string, unknown>;
    try {
      const answer = surroundings.answer(call);
      if (answer === never) return;
      event = completed(answer);
    } catch (error) {
      event = failed(error instanceof Error ? error.message : String(error));
    }
    due.push({ at: seconds, order, event });
  };

  add({ EventType: 12 });
  add({ EventType: 0, Name: 'test', Input: JSON.stringify(surroundings.input) });
  for (let turn = 0; turn < longestRun; turn++) {
    const state = await execute(history, surroundings, turn > 0, logs);
    const status = JSON.stringify(state.customStatus ?? null);
    if (status !== JSON.stringify(statuses.at(-1) ?? null)) statuses.push(JSON.parse(status));
    if (state.isDone) return { output: state.output, calls, statuses, logs, seconds };

    const tasks = state.actions.flat().flatMap(leaves).filter(takesNumber);
    for (const [id, action] of tasks.entries()) if (id >= calls.length) schedule(action, id);
    add({ EventType: 13 });

    const next = due
      .filter(({ timer }) => timer === undefined || tasks[timer]?.isCanceled !== true)
      .sort((one, other) => one.at - other.at || one.order - other.order)[0];
    if (next === undefined) throw new Error('The orchestrator waits for what never comes.');
    due.splice(due.indexOf(next), 1);
    seconds = Math.max(seconds, next.at);
    add({ EventType: 12 });
    add(next.event);
  }
  throw new Error(`The orchestrator goes on after ${longestRun} turns.`);
}

const leaves = (action: Action): Action[] => action.compoundActions?.flatMap(leaves) ?? [action];

/** External events are not scheduled: they have no number. */
const takesNumber = ({ actionType }: Action): boolean => actionType !== 6;

interface Description {
  call: Call;
  scheduled: Record<string, unknown>;
  completed: (result: unknown) => Record<string, unknown>;
  failed: (reason: string) => Record<string, unknown>;
}

function describe(action: Action, id: number, at: number): Description {
  const { actionType, functionName: Name = '', input } = action;
  const result = (value: unknown): string => JSON.stringify(value ?? null);
  const failure = { Reason: `'${Name}' failed`, TaskScheduledId: id };
  switch (actionType) {
    case 0:
      return {
        call: { kind: 'activity', name: Name, input, at },
        scheduled: { EventType: 4, EventId: id, Name },
        completed: (value) => ({ EventType: 5, TaskScheduledId: id, Result: result(value) }),
        failed: (Details) => ({ EventType: 6, ...failure, Details }),
      };
    case 2:
      return {
        call: { kind: 'child', name: Name, input: { ...action }, at },
        scheduled: { EventType: 7, EventId: id, Name, InstanceId: action.instanceId },
        completed: (value) => ({ EventType: 8, TaskScheduledId: id, Result: result(value) }),
        failed: (Details) => ({ EventType: 9, ...failure, Details }),
      };
    case 5:
      return {
        call: { kind: 'timer', name: action.fireAt ?? '', input: undefined, at },
        scheduled: { EventType: 10, EventId: id, FireAt: action.fireAt },
        completed: () => ({ EventType: 11, TimerId: id, FireAt: action.fireAt }),
        failed: (reason) => ({ reason }),
      };
    case 7: {
      const request = `00000000-0000-0000-0000-${String(id).padStart(12, '0')}`;
      const name = `${action.instanceId ?? ''} ${action.operation ?? ''}`;
      const raised = (response: object): Record<string, unknown> => ({
        EventType: 15,
        Name: request,
        Input: JSON.stringify(response),
      });
      return {
        call: { kind: 'entity', name, input, at },
        scheduled: {
          EventType: 14,
          EventId: id,
          Name: 'op',
          Input: JSON.stringify({ id: request }),
        },
        completed: (value) =>
          raised({ result: value === undefined ? null : JSON.stringify(value) }),
        failed: (reason) => raised({ exceptionType: 'Error', result: JSON.stringify(reason) }),
      };
    }
    default:
      throw new Error(`An action of type ${actionType} is not expected here.`);
  }
}

interface State {
  isDone: boolean;
  actions: Action[][];
  output?: unknown;
  customStatus?: unknown;
}

type Execute = (
  history: unknown[],
  surroundings: Surroundings,
  isReplaying: boolean,
  logs: string[],
) => Promise<State>;

/** The SDK wraps an orchestrator for the host when it is registered; that wrapper is what is wanted here. */
function executorOf(orchestrator: OrchestrationHandler): Execute {
  const registered: FunctionHandler[] = [];
  const generic = mock.method(app, 'generic', (_: string, { handler }: GenericFunctionOptions) => {
    registered.push(handler);
  });
  df.app.orchestration('test', orchestrator);
  generic.mock.restore();
  return async (history, { instanceId, input }, isReplaying, logs) => {
    const trigger = {
      history: structuredClone(history),
      input,
      instanceId,
      isReplaying,
      parentInstanceId: null,
      upperSchemaVersion: 1,
      upperSchemaVersionNew: 3,
      longRunningTimerIntervalDuration: '3.00:00:00',
      maximumShortTimerDuration: '6.00:00:00',
      defaultHttpAsyncRequestSleepTimeMillseconds: 30_000,
    };
    const [handler] = registered;
    if (handler === undefined) throw new Error('The SDK registered nothing.');
    const context = new InvocationContext({
      functionName: 'test',
      logHandler: (_, ...args) => logs.push(args.join(' ')),
    });
    return JSON.parse(JSON.stringify(await handler(trigger, context))) as State;
  };
}
