import { OrchestrationRuntimeStatus as Status } from 'durable-functions';
import type { TargetProgress } from '../captures/progress.ts';
import { targetInstanceId } from '../captures/progress.ts';
import type { CaptureRow } from './capture-row.ts';
import { rowFor } from './capture-row.ts';
import type { InstanceFilter, InstanceStatus, TaskHub } from '../task-hub/management-api.ts';

/** Where a page ended; the next one goes on behind it. */
export type Position = Pick<CaptureRow, 'startedAt' | 'id'>;

/** Which captures to list. */
export interface CaptureQuery {
  matches: (row: CaptureRow) => boolean;
  /** None that started before it is wanted: ISO 8601 UTC. */
  from?: string;
  after?: Position;
  top: number;
}

const active = [Status.Pending, Status.Running, Status.ContinuedAsNew, Status.Suspended];

/** What changed is asked for at most so often. */
const refreshMs = 1000;
/** The task hub's clocks may differ, and it shows whole seconds. */
const overlapMs = 60_000;
/** After that all is read anew: what was purged is gone from the task hub alone. */
const lifetimeMs = 15 * 60_000;
const dayMs = 24 * 3_600_000;
/** How far to go back, one after the other, until a page is full. */
const reaches = [dayMs, 7 * dayMs, 31 * dayMs, 366 * dayMs, Infinity];

/**
 * What the task hub holds of captures, kept so that a list need not read it all: it has no order and
 * no names to search by. Captures that ended do not change; asked for again and again are only the
 * new ones and those that run.
 */
export class CaptureIndex {
  readonly #rows = new Map<string, CaptureRow>();
  #sorted: CaptureRow[] | undefined;
  /** Index into `reaches` of what is not read yet. */
  #nextReach = 0;
  #builtAt = -Infinity;
  #refreshedAt = -Infinity;
  #work: Promise<void> = Promise.resolve();

  /**
   * Lists captures, newest first.
   *
   * @throws {TaskHubUnavailable}
   */
  async page(hub: TaskHub, query: CaptureQuery): Promise<{ rows: CaptureRow[]; hasMore: boolean }> {
    await this.#exclusively(() => this.#refresh(hub));
    for (;;) {
      // One more than is shown tells whether there are more.
      const found = this.#find(query);
      const isDone = found.length > query.top || this.#covers(query.from);
      if (isDone) return { rows: found.slice(0, query.top), hasMore: found.length > query.top };
      const reach = this.#nextReach;
      await this.#exclusively(async () => {
        if (reach === this.#nextReach) await this.#reachBack(hub);
      });
    }
  }

  #find({ matches, from, after, top }: CaptureQuery): CaptureRow[] {
    this.#sorted ??= [...this.#rows.values()].sort(newestFirst);
    const found: CaptureRow[] = [];
    for (const row of this.#sorted) {
      if (from !== undefined && row.startedAt < from) break;
      if (after !== undefined && newestFirst(after, row) >= 0) continue;
      if (matches(row)) found.push(row);
      if (found.length > top) break;
    }
    return found;
  }

  #covers(from: string | undefined): boolean {
    const reach = reaches[this.#nextReach - 1] ?? 0;
    return reach === Infinity || (from !== undefined && Date.parse(from) >= this.#builtAt - reach);
  }

  /** Reading is done by one at a time; who comes meanwhile finds it done. */
  async #exclusively(work: () => Promise<void>): Promise<void> {
    const done = this.#work.then(work);
    this.#work = done.catch(() => undefined);
    await done;
  }

  async #refresh(hub: TaskHub): Promise<void> {
    const now = Date.now();
    if (now - this.#builtAt > lifetimeMs) {
      this.#rows.clear();
      this.#sorted = undefined;
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

  /** Reads those that run, with how far their machines are, and those that have just ended. */
  async #readActive(hub: TaskHub): Promise<void> {
    const running: InstanceStatus[] = [];
    const progress = new Map<string, TargetProgress>();
    for await (const page of hub.list({ runtimeStatus: active })) {
      for (const status of page) {
        if (isCapture(status)) running.push(status);
        else if (status.name === 'captureTarget' && status.customStatus) {
          progress.set(status.instanceId, status.customStatus as TargetProgress);
        }
      }
    }
    for (const status of running) {
      const { targets } = rowFor(status);
      const each = targets.map((_, n) => progress.get(targetInstanceId(status.instanceId, n)));
      this.#put(rowFor(status, each));
    }
    const stillRunning = new Set(running.map(({ instanceId }) => instanceId));
    for (const { id, state } of [...this.#rows.values()]) {
      if (!isActive(state) || stillRunning.has(id)) continue;
      const status = await hub.find(id);
      if (status === undefined) this.#rows.delete(id);
      else this.#put(rowFor(status));
      this.#sorted = undefined;
    }
  }

  #put(row: CaptureRow): void {
    this.#rows.set(row.id, row);
    this.#sorted = undefined;
  }
}

const isCapture = ({ name }: InstanceStatus): boolean => name === 'captureOnAlert';

const isActive = (state: CaptureRow['state']): boolean =>
  state === 'starting' || state === 'running' || state === 'suspended';

const newestFirst = (one: Position, other: Position): number =>
  other.startedAt < one.startedAt || (other.startedAt === one.startedAt && one.id < other.id)
    ? -1
    : other.startedAt === one.startedAt && one.id === other.id
      ? 0
      : 1;
