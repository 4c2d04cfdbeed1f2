import type { TurnInput } from '../turn/decide-turn.ts';
import { EventType } from '../model/history-event.ts';

/** Where a host is to crash. */
export interface CrashPoint {
  /** The turn by number, from 1: of the instance where one is named, of the whole host otherwise. */
  turn: number;
  /** Whether what the turn decided is lost, or committed with nothing done about it. */
  commit: 'before' | 'after';
  instanceId?: string;
}

/** Keeps count of turns, and tells when one of the crashes asked for is due. Each happens once. */
export class CrashPlan {
  readonly #points = new Set<CrashPoint>();
  #turns = 0;

  add(point: CrashPoint): void {
    if (!Number.isInteger(point.turn) || point.turn < 1) {
      throw new RangeError(`Turn ${point.turn} does not exist: turns are counted from 1.`);
    }
    this.#points.add(point);
  }

  /** Hears of each turn, just before and just after its commit. */
  isDue(when: CrashPoint['commit'], { instance, history }: TurnInput): boolean {
    if (when === 'before') this.#turns++;
    for (const point of this.#points) {
      if (point.commit !== when) continue;
      const turn =
        point.instanceId === undefined
          ? this.#turns
          : history.filter((each) => each.EventType === EventType.OrchestratorStarted).length;
      const isThis = point.instanceId === undefined || point.instanceId === instance.id;
      if (!isThis || point.turn !== turn) continue;
      this.#points.delete(point);
      return true;
    }
    return false;
  }
}
