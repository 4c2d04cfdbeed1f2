import type { TimerLimits } from './durations.ts';
import {
  ActionType,
  type Action,
  type CallHttp,
  type ContinueAsNew,
  type CreateTimer,
  type LockEntities,
  type RetryOptions,
} from '../model/action.ts';
import type { ExternalEvents } from './external-events.ts';
import { isExpired, retryDelay } from './retry-delay.ts';
import { allOf, anyOf, Task } from './task.ts';
import { argumentText, jsonText } from '../model/json-text.ts';
import {
  entityId,
  HTTP_ACTIVITY,
  type EntityName,
  type MessageWork,
  type Work,
} from '../model/work.ts';
import type { WorkLedger } from './work-ledger.ts';

/** Converts actions to the tasks that the orchestrator waits for, in the same order as the SDK. */
export class ActionPlayer {
  /** The time of the current turn, in milliseconds since the Unix epoch. */
  now = 0;
  continuedAsNew: ContinueAsNew | undefined;
  /** Timers that the orchestrator has cancelled. */
  readonly cancelledTimers = new Set<Task>();
  /** True if the retry timeout of a call has passed: its task never settles. */
  retryTimedOut = false;
  #lock: { requestId: string; set: EntityName[] } | undefined;
  readonly #ledger: WorkLedger;
  readonly #events: ExternalEvents;
  readonly #limits: TimerLimits;

  constructor(ledger: WorkLedger, events: ExternalEvents, limits: TimerLimits) {
    this.#ledger = ledger;
    this.#events = events;
    this.#limits = limits;
  }

  /** Plays one action. Returns the task that the orchestrator waits for, if it waits. */
  play(action: Action): Task | undefined {
    switch (action.actionType) {
      case ActionType.SignalEntity:
        this.#ledger.request({
          kind: 'message',
          to: action.instanceId,
          message: operation('signal', action),
        });
        return undefined;
      case ActionType.ReleaseEntities:
        this.releaseLocks();
        return undefined;
      case ActionType.ContinueAsNew:
        this.continuedAsNew = action;
        return undefined;
      default:
        return this.#wait(action);
    }
  }

  /** Releases the locks of the current critical section, if there is one. */
  releaseLocks(): void {
    const lock = this.#lock;
    if (!lock) return;
    this.#lock = undefined;
    for (const entity of [...lock.set].reverse()) {
      this.#ledger.request({
        kind: 'message',
        to: entityId(entity),
        message: { type: 'release', lockId: lock.requestId },
      });
    }
  }

  #wait(action: Action): Task {
    switch (action.actionType) {
      case ActionType.CallActivity:
        return this.#ledger.request(activity(action.functionName, action.input));
      case ActionType.CallActivityWithRetry:
        return this.#retry(action.retryOptions, activity(action.functionName, action.input));
      case ActionType.CallSubOrchestrator:
        return this.#ledger.request(subOrchestration(action));
      case ActionType.CallSubOrchestratorWithRetry:
        return this.#retry(action.retryOptions, subOrchestration(action));
      case ActionType.CreateTimer:
        return this.#timer(action);
      case ActionType.WaitForExternalEvent:
        return this.#events.wait(action.externalEventName);
      case ActionType.CallEntity:
        return this.#ledger.request({
          kind: 'message',
          to: action.instanceId,
          message: operation('call', action),
        });
      case ActionType.CallHttp:
        return this.#http(action);
      case ActionType.WhenAny:
        return anyOf(action.compoundActions.map((each) => this.#wait(each)));
      case ActionType.WhenAll:
        return allOf(action.compoundActions.map((each) => this.#wait(each)));
      case ActionType.LockEntities:
        return this.#lockEntities(action);
      default:
        throw new UnsupportedActionError(action);
    }
  }

  #retry(options: RetryOptions, work: Work): Task {
    const whole = new Task();
    const firstAttemptAt = this.now;
    const attempt = (number: number) => {
      this.#ledger.request(work).whenSettled((task) => {
        if (task.state === 'completed') {
          whole.complete(task.result);
          return;
        }
        if (isExpired(options, firstAttemptAt, this.now)) {
          this.retryTimedOut = true;
          return;
        }
        const fireAt = this.now + retryDelay(options, number);
        this.#ledger.request({ kind: 'timer', fireAt }).whenSettled(() => {
          if (number >= options.maxNumberOfAttempts) whole.fail();
          else attempt(number + 1);
        });
      });
    };
    attempt(1);
    return whole;
  }

  #timer(action: CreateTimer): Task {
    const end = new Date(action.fireAt).getTime();
    const isLong = () => end - this.now > this.#limits.maximumShortTimer;
    const part = () => {
      const fireAt = isLong() ? this.now + this.#limits.longTimerInterval : end;
      const task = this.#ledger.request({ kind: 'timer', fireAt });
      if (action.isCanceled) this.cancelledTimers.add(task);
      return task;
    };
    if (!isLong()) return part();
    const whole = new Task();
    const next = () => part().whenSettled(() => (end > this.now ? next() : whole.complete()));
    next();
    return whole;
  }

  #http(action: CallHttp): Task {
    const whole = new Task();
    const answered = (task: Task) => {
      if (task.state === 'failed') {
        whole.fail();
        return;
      }
      const poll = action.httpRequest.asynchronousPatternEnabled
        ? pollOf(task.result, this.#limits)
        : undefined;
      if (!poll) {
        whole.complete(task.result);
        return;
      }
      const fireAt = this.now + poll.delay;
      const request = { ...action.httpRequest, method: 'GET', uri: poll.uri, content: undefined };
      // The SDK numbers the next request together with the timer that precedes it.
      const eventId = this.#ledger.nextEventId + 1;
      this.#ledger
        .request({ kind: 'timer', fireAt }, { reserve: 1 })
        .whenSettled(() =>
          this.#ledger.request(activity(HTTP_ACTIVITY, request), { eventId }).whenSettled(answered),
        );
    };
    this.#ledger.request(activity(HTTP_ACTIVITY, action.httpRequest)).whenSettled(answered);
    return whole;
  }

  #lockEntities(action: LockEntities): Task {
    const first = action.lockSet[0];
    if (!first) throw new UnsupportedActionError(action);
    return this.#ledger.request(
      {
        kind: 'message',
        to: entityId(first),
        message: { type: 'lock', lockSet: action.lockSet },
      },
      { onRequestId: (requestId) => (this.#lock = { requestId, set: action.lockSet }) },
    );
  }
}

/** The SDK requested an action that this host does not support. */
export class UnsupportedActionError extends Error {
  readonly code = 'UNSUPPORTED_ACTION';

  constructor(action: { actionType: number }) {
    super(
      `The orchestrator asked for an action of type ${action.actionType} (${JSON.stringify(action).slice(0, 200)}), ` +
        'which this host does not support. It supports what durable-functions 3.5 asks for.',
    );
    this.name = 'UnsupportedActionError';
  }
}

function operation(
  type: 'call' | 'signal',
  action: { operation: string; input?: unknown },
): MessageWork['message'] {
  return {
    type,
    operation: action.operation,
    get input() {
      return jsonText(action.input);
    },
  };
}

function activity(name: string, input: unknown): Work {
  return {
    kind: 'activity',
    name,
    get input() {
      return argumentText(input);
    },
  };
}

function subOrchestration(action: {
  functionName: string;
  instanceId?: string;
  input?: unknown;
  version?: string;
}): Work {
  return {
    kind: 'subOrchestration',
    name: action.functionName,
    instanceId: action.instanceId,
    // The SDK uses null for an absent input. The sub-orchestration then has no input, not the text
    // "null".
    get input() {
      return action.input === null ? null : (jsonText(action.input) ?? null);
    },
    version: action.version ?? null,
  };
}

function pollOf(answer: string | null, limits: TimerLimits) {
  const response = JSON.parse(answer ?? 'null') as {
    statusCode?: number;
    headers?: Record<string, string>;
  } | null;
  if (response?.statusCode !== 202) return undefined;
  const header = (name: string) =>
    Object.entries(response.headers ?? {}).find(([key]) => key.toLowerCase() === name)?.[1];
  const uri = header('location');
  if (!uri) return undefined;
  const retryAfter = header('retry-after');
  const delay = retryAfter ? Number(retryAfter) * 1000 : limits.httpPollInterval;
  return { uri, delay: Number.isFinite(delay) ? delay : limits.httpPollInterval };
}
