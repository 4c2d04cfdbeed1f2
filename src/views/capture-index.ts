import { OrchestrationRuntimeStatus as Status } from 'durable-functions';
import type { MachineProgress } from '../captures/progress.ts';
import { machineInstanceId } from '../captures/progress.ts';
import { isActiveRow, outcomesOf } from './capture-outcome.ts';
import type { CaptureOutcome } from './capture-outcome.ts';
import type { CaptureOrder, Position } from './capture-order.ts';
import type { CaptureRow } from './capture-row.ts';
import { progressOf } from './instance-parts.ts';
import { rowFor } from './capture-row.ts';
import type { InstanceFilter, InstanceStatus, TaskHub } from '../task-hub/management-api.ts';

/** Selects the captures to list. */
export interface CaptureQuery {
  /** Condition for all listed captures. The totals count the captures that meet it. */
  matches: (row: CaptureRow) => boolean;
  /** Lists only those with this outcome. */
  outcome?: CaptureOutcome;
  /** Only captures that started at this time or later: ISO 8601 UTC. */
  from?: string;
  order: CaptureOrder;
  /** End of the previous page. */
  after?: Position;
  top: number;
}

/** A page of a list. */
export interface CapturePage {
  rows: CaptureRow[];
  /** Start of the next page; absent on the last one. */
  next?: Position;
  totals: CaptureTotals;
}

/**
 * Number of captures that match a query, regardless of its outcome filter: in total and by outcome. A
 * capture of several machines may count for several outcomes.
 */
export interface CaptureTotals {
  all: number;
  outcomes: Partial<Record<CaptureOutcome, number>>;
  /** Older captures were neither read nor counted: ISO 8601 UTC. */
  since?: string;
}

const active = [Status.Pending, Status.Running, Status.ContinuedAsNew, Status.Suspended];

/** Minimum interval between two reads of changes. */
const refreshMs = 1000;
/** Overlap of two reads. The clocks of the task hub may differ, and it reports whole seconds. */
const overlapMs = 60_000;
/** After this time everything is read again, because the task hub does not report purged instances. */
const lifetimeMs = 15 * 60_000;
const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;
/**
 * How far to read back, step by step, until a page is full. The first steps are short for a storm, and those up
 * to a day because ten thousand captures a day take seconds to read.
 */
const reaches = [
  ...[2, 60, 3 * 60, 6 * 60, 12 * 60].map((minutes) => minutes * minuteMs),
  ...[dayMs, 7 * dayMs, 31 * dayMs, 366 * dayMs, Infinity],
];
/** From this number on, captures that have ended are read with one list instead of one by one. */
const manyEnded = 10;

/**
 * Captures of the task hub, cached in memory, because the task hub can neither sort nor search. Captures
 * that ended do not change, so only new and running ones are read again.
 */
export class CaptureIndex {
  readonly #rows = new Map<string, CaptureRow>();
  /** Index in `reaches` of the next period to read. */
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

  /** Removes a capture, because the task hub does not report purged instances. */
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

  /** Runs one read at a time. Callers that had to wait find the work already done. */
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
      // The first page came from as little as possible; the totals are to cover a day.
      if ((reaches[this.#nextReach - 1] ?? 0) < dayMs) await this.#reachBack(hub);
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

  /** Reads the captures that are running, with the progress of their machines, or have just ended. */
  async #readActive(hub: TaskHub): Promise<void> {
    const running: InstanceStatus[] = [];
    const progress = new Map<string, MachineProgress>();
    for await (const page of hub.list({ runtimeStatus: active })) {
      for (const status of page) {
        if (isCapture(status)) running.push(status);
        else if (status.name === 'captureMachine') {
          const known = progressOf(status);
          if (known !== undefined) progress.set(status.instanceId, known);
        }
      }
    }
    for (const status of running) {
      const { targets } = rowFor(status);
      const each = targets.map((_, n) => progress.get(machineInstanceId(status.instanceId, n)));
      this.#put(rowFor(status, each));
    }
    await this.#readEnded(hub, new Set(running.map(({ instanceId }) => instanceId)));
  }

  /** Reads the captures that were running at the last read and are not any more. */
  async #readEnded(hub: TaskHub, running: ReadonlySet<string>): Promise<void> {
    const ended = (): CaptureRow[] =>
      [...this.#rows.values()].filter((row) => isActiveRow(row) && !running.has(row.id));
    const starts = ended().map(({ startedAt }) => Date.parse(startedAt));
    if (starts.length >= manyEnded) {
      await this.#read(hub, {
        createdFrom: new Date(Math.min(...starts) - overlapMs),
        createdTo: new Date(Math.max(...starts) + overlapMs),
      });
    }
    for (const { id } of ended()) {
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
