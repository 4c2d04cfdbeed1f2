import type { Activity } from '../model/activity.ts';
import type { Written } from '../store/group-commit.ts';
import type { EngineContext } from './engine-context.ts';
import { activityFailure, unknownFunction } from '../model/failures.ts';
import { event, EventType, type TaskCompleted, type TaskFailed } from '../model/history-event.ts';
import { callHttp } from './http-activity.ts';
import { HTTP_ACTIVITY } from '../model/work.ts';

interface Scheduled {
  activity: Activity;
  /** The write that asked for it; absent for one of an earlier process. */
  written: Written | undefined;
  /** Whether that is committed; false where it was lost. */
  isKept: Promise<boolean>;
}

/**
 * Runs activities, at least once each, a limited number at a time. An activity may begin before it is
 * written that a turn asks for it, as in the extension with Azure Storage (`DurableTask.AzureStorage`,
 * `CompleteTaskOrchestrationWorkItemAsync`, sends the messages before it writes the history); what comes
 * of it counts only then, or becomes part of the same transaction.
 */
export class ActivityRunner {
  readonly #context: EngineContext;
  /** Names of those that have run in this process. */
  readonly #known = new Set<string>();
  #waiting: Scheduled[] = [];
  /** Batches that wait for the commit. */
  #held = 0;
  #running = 0;
  #stopped = false;

  constructor(context: EngineContext) {
    this.#context = context;
  }

  /** `written` asked for them; absent for those of an earlier process. */
  add(activities: readonly Activity[], written?: Written): void {
    if (activities.length === 0) return;
    const isKept = (written?.committed ?? Promise.resolve()).then(
      () => true,
      () => this.#drop(activities),
    );
    const begin = () => {
      if (this.#stopped) return;
      this.#waiting.push(...activities.map((activity) => ({ activity, written, isKept })));
      this.#fill();
    };
    if (this.#mayBeginAhead(activities)) {
      begin();
      return;
    }
    const release = this.#context.clock.hold();
    this.#held++;
    void isKept.then((kept) => {
      // After those who wait for an answer have it.
      setImmediate(() => {
        this.#held--;
        if (kept) begin();
        release();
      });
    });
  }

  get idle(): boolean {
    return this.#running === 0 && this.#waiting.length === 0 && this.#held === 0;
  }

  /** Begins nothing more; what has not run stays in the store for the next start. */
  stop(): void {
    this.#stopped = true;
    this.#waiting.length = 0;
  }

  // The first run of an activity may load what it needs, for which nobody should wait who is to be answered;
  // or end the process, again and again. And while nothing can be written, the same would begin each time.
  #mayBeginAhead(activities: readonly Activity[]): boolean {
    return !this.#context.store.isBroken && activities.every(({ name }) => this.#known.has(name));
  }

  #drop(lost: readonly Activity[]): false {
    this.#waiting = this.#waiting.filter(({ activity }) => !lost.includes(activity));
    return false;
  }

  #fill(): void {
    const limit = this.#context.settings.maxConcurrentActivityFunctions;
    while (!this.#stopped && this.#running < limit) {
      const [scheduled] = this.#waiting;
      if (!scheduled) return;
      this.#waiting.shift();
      this.#running++;
      const release = this.#context.clock.hold();
      this.#run(scheduled)
        .catch((error: unknown) =>
          this.#context.onError(error, `activity ${scheduled.activity.name}`),
        )
        .finally(() => {
          this.#running--;
          this.#fill();
          release();
        });
    }
  }

  async #run({ activity, written, isKept }: Scheduled): Promise<void> {
    const { store, clock, probe, completions } = this.#context;
    const outcome = await this.#outcome(activity);
    this.#known.add(activity.name);
    if (!written?.takesIn() && !(await isKept)) return;
    if (this.#stopped) return;
    const now = clock.now();
    const message = {
      target: activity.instanceId,
      executionId: activity.executionId,
      dueAt: now,
      event: event<TaskCompleted | TaskFailed>(outcome, now),
    };
    const messages = probe?.completions?.(activity, message) ?? [message];
    if (messages.every(({ dueAt }) => dueAt <= now)) {
      completions.add(
        messages.map((each) => ({
          ...each,
          activityId: activity.id,
          isLost: () => written?.isLost() ?? false,
        })),
      );
    } else {
      await store.write(() => {
        store.activities.delete(activity.id);
        for (const each of messages) store.messages.send(each);
      }).committed;
    }
    this.#context.sent(messages);
  }

  async #outcome(activity: Activity) {
    const TaskScheduledId = activity.eventId;
    try {
      const Result = await this.#invoke(activity);
      return { EventType: EventType.TaskCompleted, TaskScheduledId, Result };
    } catch (thrown) {
      const failure = activityFailure(activity.name, thrown);
      return { EventType: EventType.TaskFailed, TaskScheduledId, ...failure };
    }
  }

  async #invoke({ name, input, instanceId }: Activity): Promise<string | null> {
    const { app, names } = this.#context;
    if (name === HTTP_ACTIVITY) return callHttp(input);
    if (!names.activities.includes(name)) {
      throw new Error(unknownFunction('activity', name, names.activities));
    }
    const { returnJson } = await app.invoke(name, {
      triggerData: input === null ? { value: null } : { json: input },
      triggerMetadata: { instanceId, ...(input !== null && input !== 'null' && { data: input }) },
    });
    return returnJson;
  }
}
