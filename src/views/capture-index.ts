import { OrchestrationRuntimeStatus as Status } from 'durable-functions';
import type { MachineProgress } from '../captures/progress.ts';
import { machineInstanceId } from '../captures/progress.ts';
import { isActiveRow, outcomesOf } from './capture-outcome.ts';
import type { CaptureOutcome } from './capture-outcome.ts';
import type { CaptureOrder, Position } from './capture-order.ts';
import type { CaptureRow } from './capture-row.ts';
import { rowFor } from './capture-row.ts';
import type { InstanceFilter, InstanceStatus, TaskHub } from '../task-hub/management-api.ts';

/** Which captures to list. */
export interface CaptureQuery {
  /** What every listed capture has; the totals count these. */
  matches: (row: CaptureRow) => boolean;
  /** Of these, only captures with this outcome are listed. */
  outcome?: CaptureOutcome;
  /** Only captures that started at this time or later: ISO 8601 UTC. */
  from?: string;
  order: CaptureOrder;
  /** Where the last page ended. */
  after?: Position;
  top: number;
}

/** Part of a list. */
export interface CapturePage {
  rows: CaptureRow[];
  /** Where the next page begins; absent on the last one. */
  next?: Position;
  totals: CaptureTotals;
}

/** How many captures match a query, whatever their outcome. A capture of several machines may count for several outcomes. */
export interface CaptureTotals {
  all: number;
  outcomes: Partial<Record<CaptureOutcome, number>>;
  /** Older captures were not read, and are not counted: ISO 8601 UTC. */
  since?: string;
}

const active = [Status.Pending, Status.Running, Status.ContinuedAsNew, Status.Suspended];

/** Changes are read at most this often. */
const refreshMs = 1000;
/** The clocks of the task hub may differ, and it shows whole seconds. */
const overlapMs = 60_000;
/** After this time everything is read anew, since the task hub does not report what was purged. */
const lifetimeMs = 15 * 60_000;
const dayMs = 24 * 3_600_000;
/** How far to read back, step by step, until a page is full. */
const reaches = [dayMs, 7 * dayMs, 31 * dayMs, 366 * dayMs, Infinity];

/**
 * The captures of the task hub, kept in memory: the task hub can neither sort nor search. Captures that
 * ended do not change, so only new ones and those that run are read again.
 */
export class CaptureIndex {
  readonly #rows = new Map<string, CaptureRow>();
  /** Index into `reaches` of what is not read yet. */
  #nextReach = 0;
  #builtAt = -Infinity;
  #refreshedAt = -Infinity;
  #work: Promise<void> = Promise.resolve();

  /**
   * Lists captures.
   *
   * @throws {TaskHubUnavailable}
   */
  async page(hub: TaskHub, query: CaptureQuery): Promise<CapturePage> {
    await this.#exclusively(() => this.#refresh(hub));
    for (;;) {
      const { rows, totals } = this.#find(query);
      const isFull = rows.length > query.top && !query.order.needsAll;
      if (isFull || this.#covers(query.from)) {
        const shown = rows.slice(0, query.top);
        const last = shown.at(-1);
        return {
          rows: shown,
          ...(rows.length > query.top && last && { next: query.order.positionOf(last) }),
          totals,
        };
      }
      const reach = this.#nextReach;
      await this.#exclusively(async () => {
        if (reach === this.#nextReach) await this.#reachBack(hub);
      });
    }
  }

  /** Forgets a capture, since the task hub does not report what was purged. */
  forget(id: string): void {
    this.#rows.delete(id);
  }

  #find({ matches, outcome, from, after, order }: CaptureQuery): {
    rows: CaptureRow[];
    totals: CaptureTotals;
  } {
    const totals: CaptureTotals = { all: 0, outcomes: {} };
    const found: { row: CaptureRow; position: Position }[] = [];
    for (const row of this.#rows.values()) {
      if ((from !== undefined && row.startedAt < from) || !matches(row)) continue;
      totals.all += 1;
      const outcomes = outcomesOf(row);
      for (const each of outcomes) totals.outcomes[each] = (totals.outcomes[each] ?? 0) + 1;
      if (outcome !== undefined && !outcomes.includes(outcome)) continue;
      const position = order.positionOf(row);
      if (after === undefined || order.compare(after, position) < 0) found.push({ row, position });
    }
    found.sort((one, other) => order.compare(one.position, other.position));
    const reach = reaches[this.#nextReach - 1] ?? 0;
    if (!this.#covers(from)) totals.since = new Date(this.#builtAt - reach).toISOString();
    return { rows: found.map(({ row }) => row), totals };
  }

  #covers(from: string | undefined): boolean {
    const reach = reaches[this.#nextReach - 1] ?? 0;
    return reach === Infinity || (from !== undefined && Date.parse(from) >= this.#builtAt - reach);
  }

  /** Reads one at a time; a caller that had to wait finds the work done. */
  async #exclusively(work: () => Promise<void>): Promise<void> {
    const done = this.#work.then(work);
    this.#work = done.catch(() => undefined);
    await done;
  }

  async #refresh(hub: TaskHub): Promise<void> {
    const now = Date.now();
    if (now - this.#builtAt > lifetimeMs) {
      this.#rows.clear();
      this.#builtAt = now;
      this.#nextReach = 0;
      try {
        await this.#reachBack(hub);
      } catch (error) {
        this.#builtAt = -Infinity;
        throw error;
      }
    } else if (now - this.#refreshedAt < refreshMs) {
      return;
    } else {
      await this.#read(hub, { createdFrom: new Date(this.#refreshedAt - overlapMs) });
    }
    await this.#readActive(hub);
    this.#refreshedAt = now;
  }

  async #reachBack(hub: TaskHub): Promise<void> {
    const [from, to] = [reaches[this.#nextReach] ?? Infinity, reaches[this.#nextReach - 1]];
    await this.#read(hub, {
      ...(from !== Infinity && { createdFrom: new Date(this.#builtAt - from) }),
      ...(to !== undefined && { createdTo: new Date(this.#builtAt - to + overlapMs) }),
    });
    this.#nextReach += 1;
  }

  async #read(hub: TaskHub, filter: InstanceFilter): Promise<void> {
    for await (const page of hub.list(filter)) {
      for (const status of page) if (isCapture(status)) this.#put(rowFor(status));
    }
  }

  /** Reads the captures that run, with the progress of their machines, and those that have just ended. */
  async #readActive(hub: TaskHub): Promise<void> {
    const running: InstanceStatus[] = [];
    const progress = new Map<string, MachineProgress>();
    for await (const page of hub.list({ runtimeStatus: active })) {
      for (const status of page) {
        if (isCapture(status)) running.push(status);
        else if (status.name === 'captureMachine' && status.customStatus) {
          progress.set(status.instanceId, status.customStatus as MachineProgress);
        }
      }
    }
    for (const status of running) {
      const { targets } = rowFor(status);
      const each = targets.map((_, n) => progress.get(machineInstanceId(status.instanceId, n)));
      this.#put(rowFor(status, each));
    }
    const stillRunning = new Set(running.map(({ instanceId }) => instanceId));
    for (const row of [...this.#rows.values()]) {
      const { id } = row;
      if (!isActiveRow(row) || stillRunning.has(id)) continue;
      const status = await hub.find(id);
      if (status === undefined) this.#rows.delete(id);
      else this.#put(rowFor(status));
    }
  }

  #put(row: CaptureRow): void {
    this.#rows.set(row.id, row);
  }
}

const isCapture = ({ name }: InstanceStatus): boolean => name === 'captureOnAlert';
