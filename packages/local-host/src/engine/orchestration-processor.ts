import { DamagedHistoryError } from '../model/damaged-history-error.ts';
import {
  event,
  EventType,
  type OrchestratorStarted,
  type ReceivedEvent,
} from '../model/history-event.ts';
import { isAmong } from '../model/function-names.ts';
import { isEnded, type Instance } from '../model/instance.ts';
import { TIMER_LIMITS } from '../replayer/durations.ts';
import { decideTurn, endTurn, type TurnInput } from '../turn/decide-turn.ts';
import { isSuspended } from '../turn/is-suspended.ts';
import type { TurnResult } from '../turn/turn.ts';
import { orchestratorFailure, unknownFunction } from '../model/failures.ts';
import type { Completion, Incoming } from './completions.ts';
import type { EngineContext } from './engine-context.ts';
import { HistoryCache, type CachedHistory } from './history-cache.ts';
import { runOrchestrator } from './run-orchestrator.ts';
import { writeEnd, writeTurn, type Written } from './write-turn.ts';
import type { Processor } from './processor.ts';

/** The new input of an instance, and the turn that it leads to. */
interface Work {
  id: string;
  incoming: readonly Incoming[];
  completions: readonly Completion[];
  now: number;
  turn: Turn | Damaged | undefined;
}

interface Turn {
  kind: 'turn';
  input: TurnInput;
  past: CachedHistory;
}

interface Damaged {
  kind: 'damaged';
  instance: Instance;
  error: DamagedHistoryError;
}

/** Runs the turns of orchestrations, each in one transaction. The key is the instance's id. */
export class OrchestrationProcessor implements Processor<Work, TurnResult | undefined> {
  readonly #context: EngineContext;
  readonly #histories: HistoryCache;

  constructor(context: EngineContext) {
    this.#context = context;
    this.#histories = new HistoryCache(context.store.histories);
  }

  /** Drops the cached history of an instance. */
  forget(instanceId: string): void {
    this.#histories.drop(instanceId);
  }

  fetch(id: string): Work | undefined {
    const { store, clock, completions, probe } = this.#context;
    if (probe?.isHeld?.(id)) return undefined;
    const now = clock.now();
    const due = store.messages.due(id, now);
    const completed = completions.take(id);
    if (due.length === 0 && completed.length === 0) return undefined;
    const incoming = [...due, ...completed].sort((one, other) => one.dueAt - other.dueAt);
    const turn = this.#turn(id, incoming, now);
    return { id, incoming, completions: completed, now, turn };
  }

  async process({ turn, now }: Work): Promise<TurnResult | undefined> {
    switch (turn?.kind) {
      case undefined:
        return undefined;
      case 'damaged':
        return endTurn({ instance: turn.instance, history: [], now }, 'Failed', turn.error.message);
      case 'turn':
        return this.#decide(turn);
    }
  }

  async complete(work: Work, result: TurnResult | undefined): Promise<void> {
    const { store, probe } = this.#context;
    const { turn, incoming } = work;
    if (!turn || !result) {
      await store.transaction(() => removeIncoming(store, incoming));
      return;
    }
    if (turn.kind === 'damaged') {
      const written = await store.transaction(() => {
        removeIncoming(store, incoming);
        return writeEnd(store, result, work.now);
      });
      this.#wake(written, result);
      return;
    }
    const { input, past } = turn;
    if (probe?.beforeTurnCommit) await probe.beforeTurnCommit(input, result);
    const written = await store.transaction(() => {
      removeIncoming(store, incoming);
      return writeTurn(store, { input, result, past });
    });
    if (!written || isEnded(result.instance) || result.continuedAsNew) this.forget(work.id);
    else this.#histories.put(work.id, { ...past, events: [...past.events, ...written.added] });
    if (!written) return;
    if (probe?.afterTurnCommit) await probe.afterTurnCommit(input, result);
    this.#report(input.instance, result.instance);
    this.#wake(written, result);
  }

  abandon({ id, completions }: Work): void {
    this.forget(id);
    this.#context.completions.add(completions);
  }

  #report(before: Instance, { id, name, notices }: Instance): void {
    for (const [topic, text] of Object.entries(notices)) {
      if (topic in before.notices) continue;
      this.#context.onNotice(`Instance '${id}' of ${name}: ${text}`);
    }
  }

  #wake({ sent, activities }: Written, { instance }: TurnResult): void {
    if (isEnded(instance)) this.#context.ended(instance.id);
    this.#context.sent(sent);
    this.#context.scheduled(activities);
  }

  #turn(id: string, incoming: readonly Incoming[], now: number): Turn | Damaged | undefined {
    const instance = this.#context.store.instances.get(id);
    if (!instance || isEnded(instance)) return undefined;
    const wanted = incoming.filter(
      ({ executionId }) => executionId === null || executionId === instance.executionId,
    );
    if (wanted.length === 0) return undefined;
    let past: CachedHistory;
    try {
      past = this.#histories.get(id, instance.executionId);
    } catch (error) {
      if (!(error instanceof DamagedHistoryError)) throw error;
      return { kind: 'damaged', instance, error };
    }
    const started = event<OrchestratorStarted>({ EventType: EventType.OrchestratorStarted }, now);
    const received = inOrder(wanted.map((each) => each.event));
    const history = [...past.events, started, ...received];
    const { storeInputsInOrchestrationHistory, defaultVersion } = this.#context.settings;
    const input: TurnInput = {
      instance: withReason(instance, received),
      history,
      received,
      now,
      suspended: isSuspended(history),
      limits: TIMER_LIMITS,
      storeInputs: storeInputsInOrchestrationHistory,
      defaultVersion,
    };
    return { kind: 'turn', input, past };
  }

  async #decide({ input, past }: Turn): Promise<TurnResult> {
    const terminated = input.received.find(
      (each) => each.EventType === EventType.ExecutionTerminated,
    );
    if (terminated) return endTurn(input, 'Terminated', terminated.Input);
    const { app, names } = this.#context;
    const { name } = input.instance;
    if (!isAmong(names.orchestrators, name)) {
      const message = unknownFunction('orchestrator', name, names.orchestrators);
      return endTurn(input, 'Failed', orchestratorFailure(name, message));
    }
    return decideTurn(input, await runOrchestrator(app, input, past.events.length > 0));
  }
}

function removeIncoming(
  { activities, messages }: EngineContext['store'],
  taken: readonly Incoming[],
) {
  for (const each of taken) {
    if ('activityId' in each) activities.delete(each.activityId);
    else messages.delete(each.id);
  }
}

// The start event comes first in an execution, even if other events were written before it. Events
// kept by continueAsNew and the end of that execution's zeroth turn follow it.
function inOrder(received: ReceivedEvent[]): ReceivedEvent[] {
  const rank = (each: ReceivedEvent) => {
    if (each.EventType === EventType.ExecutionStarted) return 0;
    if (each.IsPlayed) return 1;
    return each.EventType === EventType.OrchestratorCompleted ? 2 : 3;
  };
  return received.sort((one, other) => rank(one) - rank(other));
}

// As in the extension, the output is the reason for the last suspension or resumption, until the end.
function withReason(instance: Instance, received: readonly ReceivedEvent[]): Instance {
  let { output } = instance;
  for (const each of received) {
    if (each.EventType === EventType.ExecutionSuspended) output = JSON.stringify(each.Reason);
    if (each.EventType === EventType.ExecutionResumed) output = JSON.stringify(each.Reason);
  }
  return { ...instance, output };
}
