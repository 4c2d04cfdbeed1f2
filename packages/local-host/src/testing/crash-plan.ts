import type { TurnInput } from '../turn/decide-turn.ts';
import { EventType } from '../model/history-event.ts';

/** The point at which a host crashes. */
export interface CrashPoint {
  /** Number of the turn, counted from 1: of the instance if `instanceId` is set, otherwise of the whole host. */
  turn: number;
  /** Before the commit, so the turn is lost; or after it, so the turn is committed but nothing follows it yet. */
  commit: 'before' | 'after';
  instanceId?: string;
}

/** Counts turns and reports when a planned crash is due. Each crash happens once. */
export class CrashPlan {
  readonly #points = new Set<CrashPoint>();
  #turns = 0;

  add(point: CrashPoint): void {
    if (!Number.isInteger(point.turn) || point.turn < 1) {
      throw new RangeError(`Turn ${point.turn} does not exist: turns are counted from 1.`);
    }
    this.#points.add(point);
  }

  /** Whether a crash is due. Called for each turn, just before and just after its commit. */
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
