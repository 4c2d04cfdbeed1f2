import { toMilliseconds, type Duration } from '../clock/duration.ts';
import type { VirtualClock } from '../clock/virtual-clock.ts';
import type { Engine } from '../engine/engine.ts';
import type { Activity } from '../model/activity.ts';
import { EventType } from '../model/history-event.ts';
import { isEnded } from '../model/instance.ts';
import type { Store } from '../store/store.ts';
import type { TurnInput } from '../turn/decide-turn.ts';
import type { TurnResult } from '../turn/turn.ts';
import {
  dropResults,
  REDELIVERED_AFTER,
  repeatEffects,
  startAgain,
  type Redelivery,
  type Repeated,
  type SecondStart,
} from './repeated-delivery.ts';

/** Dependencies of {@link DeliveryFaults}. */
export interface FaultyHost {
  clock: VirtualClock;
  /** The engine, after a crash in progress; undefined if the host is closed. */
  engine(): Promise<Engine | undefined>;
}

const RETRIED_AFTER = '1s' satisfies Duration;

/** An activity that runs once more after its orchestration has ended. */
export interface SecondRun {
  activity: Omit<Activity, 'id' | 'executionId' | 'eventId'>;
  after: Duration;
}

/**
 * Repeats deliveries as the Azure Storage backend does, which delivers at least once. The faults survive a
 * crash of the host.
 */
export class DeliveryFaults {
  readonly #host: FaultyHost;
  readonly #redeliveries = new Set<Redelivery>();
  readonly #secondStarts = new Set<SecondStart>();
  readonly #secondRuns = new Set<SecondRun>();
  /** Lost turns, by the id of the instance that pauses for one. */
  readonly #lost = new Map<string, TurnResult>();
  readonly #unknownUntil = new Map<string, number>();

  constructor(host: FaultyHost) {
    this.#host = host;
  }

  redeliver(redelivery: Redelivery): void {
    checkTurn(redelivery.turn);
    toMilliseconds(redelivery.after ?? 0);
    this.#redeliveries.add(redelivery);
  }

  startAgain(start: SecondStart): void {
    checkTurn(start.turn ?? 1);
    toMilliseconds(start.after ?? 0);
    this.#secondStarts.add(start);
  }

  runAgain(run: SecondRun): void {
    this.#secondRuns.add(run);
  }

  hideStatus(instanceId: string, duration: Duration): void {
    this.#unknownUntil.set(instanceId, this.#host.clock.now() + toMilliseconds(duration));
  }

  isUnknown(instanceId: string): boolean {
    return (this.#unknownUntil.get(instanceId) ?? 0) > this.#host.clock.now();
  }

  isHeld(instanceId: string): boolean {
    return this.#lost.has(instanceId);
  }

  /** Whether the result of an activity of a lost turn is dropped. */
  losesResult({ instanceId, executionId, eventId }: Activity): boolean {
    const turn = this.#lost.get(instanceId);
    const isOf = turn?.instance.executionId === executionId;
    return isOf && turn.activities.some((each) => each.eventId === eventId);
  }

  /** Plans what follows from a committed turn. */
  turnCommitted({ history }: TurnInput, result: TurnResult): void {
    const { id } = result.instance;
    const turn = history.filter(
      ({ EventType: type }) => type === EventType.OrchestratorStarted,
    ).length;
    for (const each of this.#redeliveries) {
      if (each.instanceId !== id || each.turn !== turn) continue;
      this.#redeliveries.delete(each);
      this.#sendAgain(result, each);
    }
    const hasEnded = isEnded(result.instance);
    for (const each of this.#secondStarts) {
      const isDue = each.turn === undefined ? hasEnded : each.turn === turn;
      if (each.instanceId === id && isDue) this.#startAgain(result, each);
    }
    if (hasEnded) this.#ended(result);
  }

  #sendAgain(result: TurnResult, { after = REDELIVERED_AFTER, losesResults }: Redelivery): void {
    const { id } = result.instance;
    if (losesResults && !isEnded(result.instance)) this.#lost.set(id, result);
    this.#later(after, (store, now) => {
      const isLost = this.#lost.delete(id);
      if (isLost) dropResults(store, result, now);
      const { sent, activities } = repeatEffects(store, result, now);
      return { sent: isLost ? [...sent, { target: id, dueAt: now }] : sent, activities };
    });
  }

  #startAgain({ instance }: TurnResult, start: SecondStart): void {
    this.#secondStarts.delete(start);
    this.#later(start.after ?? REDELIVERED_AFTER, (store, now) => ({
      sent: startAgain(store, instance, now, { replaces: start.turn !== undefined }),
      activities: [],
    }));
  }

  #ended({ instance }: TurnResult): void {
    for (const each of this.#secondRuns) {
      if (each.activity.instanceId !== instance.id) continue;
      this.#secondRuns.delete(each);
      const { executionId } = instance;
      this.#later(each.after, (store) => ({
        sent: [],
        activities: [store.activities.add({ ...each.activity, executionId, eventId: -1 })],
      }));
    }
  }

  #later(after: Duration, repeat: (store: Store, now: number) => Repeated): void {
    const { clock } = this.#host;
    clock.wakeAt(clock.now() + toMilliseconds(after), () => {
      const release = clock.hold();
      void this.#repeat(repeat).finally(release);
    });
  }

  async #repeat(repeat: (store: Store, now: number) => Repeated): Promise<void> {
    const engine = await this.#host.engine();
    if (!engine) return;
    const { store, clock } = engine;
    try {
      const { sent, activities } = await store.transaction(() => repeat(store, clock.now()));
      engine.sent(sent);
      engine.scheduled(activities);
    } catch {
      // The host has crashed, or its commit failed.
      this.#later(RETRIED_AFTER, repeat);
    }
  }
}

function checkTurn(turn: number): void {
  if (Number.isInteger(turn) && turn >= 1) return;
  throw new RangeError(`Turn ${turn} does not exist: turns are counted from 1.`);
}
