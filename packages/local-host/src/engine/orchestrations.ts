import { DamagedHistoryError } from '../model/damaged-history-error.ts';
import { isEnded, type Instance } from '../model/instance.ts';
import type { Activity } from '../model/activity.ts';
import type { NewMessage } from '../model/message.ts';
import type { Incoming } from './completions.ts';
import { decideTurn, endTurn, type TurnInput } from '../turn/decide-turn.ts';
import { TIMER_LIMITS } from '../replayer/durations.ts';
import type { EngineContext } from './engine-context.ts';
import { orchestratorFailure, unknownFunction } from '../model/failures.ts';
import { asPlayed } from '../model/as-played.ts';
import { HistoryCache, type CachedHistory } from './history-cache.ts';
import {
  event,
  EventType,
  type HistoryEvent,
  type OrchestratorStarted,
  type ReceivedEvent,
} from '../model/history-event.ts';
import { isSuspended } from '../turn/is-suspended.ts';
import { NO_RUN, type Run } from './keyed-queue.ts';
import { orchestratorInput } from '../turn/orchestrator-input.ts';
import { readAnswer, readFailure, type OrchestratorAnswer } from '../turn/orchestrator-answer.ts';
import { releaseMessage } from '../model/entity-message.ts';
import { startChild } from './start-instance.ts';
import type { TurnResult } from '../turn/turn.ts';
import { isAmong } from '../model/function-names.ts';

/** Runs the turns of orchestration instances: takes what came in, runs the code, writes what it asks for. */
export class Orchestrations {
  readonly #context: EngineContext;
  readonly #histories: HistoryCache;
  /** `store.lost` as of what is in the cache. */
  #basis = 0;

  constructor(context: EngineContext) {
    this.#context = context;
    this.#histories = new HistoryCache(context.store.histories);
  }

  /** Forgets what is kept in memory of an instance whose history was changed from outside. */
  forget(instanceId: string): void {
    this.#histories.drop(instanceId);
  }

  /**
   * Runs one turn, if anything is due for the instance.
   *
   * @throws HostError `state-not-written`, here or from `committed`; what came in waits for the next turn
   */
  async turn(id: string): Promise<Run> {
    const { store, clock, completions } = this.#context;
    const now = clock.now();
    const completed = completions.take(id);
    const incoming: Incoming[] = [...store.messages.due(id, now), ...completed];
    if (incoming.length === 0) return NO_RUN;
    incoming.sort((one, other) => one.dueAt - other.dueAt);
    const putBack = (error: Error): never => {
      completions.add(completed);
      throw error;
    };
    try {
      const run = await this.#take(id, incoming, now);
      return { ...run, committed: run.committed.catch(putBack) };
    } catch (error) {
      return putBack(error as Error);
    }
  }

  async #take(id: string, incoming: Incoming[], now: number): Promise<Run> {
    const { store, probe } = this.#context;
    const basis = this.#currentBasis();
    const instance = this.#histories.instance(id) ?? store.instances.get(id);
    const wanted =
      instance && !isEnded(instance)
        ? incoming.filter((each) => isFor(each, instance.executionId))
        : [];
    if (!instance || wanted.length === 0) {
      return { ...NO_RUN, committed: store.write(() => this.#remove(incoming)).committed };
    }
    let past: CachedHistory;
    try {
      past = this.#histories.get(id, instance.executionId);
    } catch (error) {
      if (!(error instanceof DamagedHistoryError)) throw error;
      return this.#end(instance, incoming, error.message, now);
    }
    const started = event<OrchestratorStarted>({ EventType: EventType.OrchestratorStarted }, now);
    const received = inOrder(wanted.map((each) => each.event));
    const history = [...past.events, started, ...received];
    const input: TurnInput = {
      instance: resumeOutput(instance, received),
      history,
      received,
      now,
      turnTime: now,
      suspended: isSuspended(history),
      limits: TIMER_LIMITS,
      storeInputs: this.#context.settings.storeInputsInOrchestrationHistory,
      defaultVersion: this.#context.settings.defaultVersion,
    };
    const result = await this.#decide(input, past);
    if (probe?.beforeTurnCommit) await probe.beforeTurnCommit(input, result);
    return this.#write(input, result, incoming, past, [started, ...received], basis);
  }

  // A history in the cache may be one that was lost.
  #currentBasis(): number {
    const { lost } = this.#context.store;
    if (lost !== this.#basis) this.#histories.clear();
    return (this.#basis = lost);
  }

  /** Ends an instance whose history is of no use, and leaves the history as it is. */
  #end(instance: Instance, incoming: Incoming[], reason: string, now: number): Run {
    const { store } = this.#context;
    const ended = endTurn({ instance, now }, 'Failed', reason);
    const sent = [...ended.messages];
    const { committed } = store.write(() => {
      this.#remove(incoming);
      store.instances.update(ended.instance);
      sent.push(...this.#leave(ended.instance, now));
      for (const message of sent) store.messages.send(message);
    });
    this.#context.ended(instance.id, committed);
    return { committed, wakeOthers: () => this.#context.sent(sent) };
  }

  async #decide(input: TurnInput, past: CachedHistory): Promise<TurnResult> {
    const terminated = input.received.find(
      (each) => each.EventType === EventType.ExecutionTerminated,
    );
    if (terminated) return endTurn(input, 'Terminated', terminated.Input);
    const known = this.#context.names.orchestrators;
    const { name } = input.instance;
    if (!isAmong(known, name)) {
      const message = unknownFunction('orchestrator', name, known);
      return endTurn(input, 'Failed', orchestratorFailure(name, message));
    }
    return decideTurn(input, await this.#run(input, past));
  }

  async #run({ instance, history }: TurnInput, past: CachedHistory): Promise<OrchestratorAnswer> {
    try {
      const value = orchestratorInput(history, JSON.parse(instance.input ?? 'null'), {
        instanceId: instance.id,
        isReplaying: past.events.length > 0,
        parentInstanceId: instance.parent?.OrchestrationInstance.InstanceId ?? null,
      });
      const { returnValue } = await this.#context.app.invoke(instance.name, {
        triggerData: { value },
        triggerMetadata: { instanceId: instance.id },
      });
      return readAnswer(returnValue);
    } catch (thrown) {
      return readFailure(thrown);
    }
  }

  // What a turn asks for is taken up before it is committed, since what comes of it would be lost together
  // with the turn.
  async #write(
    input: TurnInput,
    result: TurnResult,
    taken: readonly Incoming[],
    past: CachedHistory,
    opened: HistoryEvent[],
    basis: number,
  ): Promise<Run> {
    const { store, probe } = this.#context;
    const added = [...opened, ...result.events].map(asPlayed);
    const sent: NewMessage[] = [];
    let activities: Activity[] = [];
    let replaced = false as boolean;
    const { committed } = store.write(() => {
      this.#remove(taken);
      replaced = store.instances.executionOf(input.instance.id) !== past.executionId;
      if (replaced) return;
      this.#writeHistory(input, result, past, added);
      store.instances.update(result.instance);
      sent.push(...result.messages);
      for (const child of result.children) sent.push(...startChild(store, child, input.now));
      if (isEnded(result.instance)) sent.push(...this.#leave(result.instance, input.now));
      for (const message of sent) store.messages.send(message);
      activities = result.activities.map((activity) => store.activities.add(activity));
    }, basis);
    if (replaced || isEnded(result.instance) || result.continuedAsNew) {
      this.#histories.drop(input.instance.id);
    } else {
      past.events.push(...added);
      this.#histories.put(input.instance.id, { ...past, instance: result.instance });
    }
    if (probe?.afterTurnCommit && !replaced) {
      await committed;
      await probe.afterTurnCommit(input, result);
    }
    if (!replaced && isEnded(result.instance)) this.#context.ended(input.instance.id, committed);
    const wakeOthers = () => this.#context.sent(sent);
    void committed.then(
      () => this.#context.scheduled(activities),
      () => undefined,
    );
    return { committed, wakeOthers };
  }

  #remove(taken: readonly Incoming[]): void {
    const { store } = this.#context;
    for (const each of taken) {
      if ('activityId' in each) store.activities.delete(each.activityId);
      else store.messages.delete(each.id);
    }
  }

  #writeHistory(
    { instance }: TurnInput,
    result: TurnResult,
    past: CachedHistory,
    added: readonly HistoryEvent[],
  ): void {
    const { store } = this.#context;
    if (result.continuedAsNew) {
      store.histories.delete(instance.id);
      store.messages.deleteForExecution(instance.id, instance.executionId);
      return;
    }
    store.histories.append(instance.id, past.events.length, added);
    for (const timerId of result.cancelledTimers) {
      store.messages.deleteTimer(instance.id, instance.executionId, timerId);
    }
  }

  // Unlike the extension, which leaves the entity locked for ever when its holder ends badly.
  #leave(instance: Instance, now: number): NewMessage[] {
    const { store } = this.#context;
    store.messages.deleteAllTo(instance.id);
    return store.entities
      .lockedBy(instance.id)
      .map((entity) => releaseMessage(entity.id, instance.id, entity.lock?.requestId ?? '', now));
  }
}

function isFor(message: Incoming, executionId: string): boolean {
  return message.executionId === null || message.executionId === executionId;
}

// An execution begins with its start, whatever came in before that was written.
function inOrder(received: ReceivedEvent[]): ReceivedEvent[] {
  const isStart = (each: ReceivedEvent) => each.EventType === EventType.ExecutionStarted;
  return [...received.filter(isStart), ...received.filter((each) => !isStart(each))];
}

// While an instance is suspended, the reason stands where its output will be.
function resumeOutput(instance: Instance, received: readonly ReceivedEvent[]): Instance {
  let output = instance.output;
  for (const each of received) {
    if (each.EventType === EventType.ExecutionSuspended) output = JSON.stringify(each.Reason);
    if (each.EventType === EventType.ExecutionResumed) output = null;
  }
  return { ...instance, output };
}
