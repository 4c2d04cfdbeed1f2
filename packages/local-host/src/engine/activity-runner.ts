import type { Activity } from '../model/activity.ts';
import type { EngineContext } from './engine-context.ts';
import { activityFailure, unknownFunction } from '../model/failures.ts';
import { event, EventType, type TaskCompleted, type TaskFailed } from '../model/history-event.ts';
import { callHttp } from './http-activity.ts';
import { HTTP_ACTIVITY } from '../model/work.ts';
import { isAmong } from '../model/function-names.ts';

/** Runs activities, at least once each, a limited number at a time. */
export class ActivityRunner {
  readonly #context: EngineContext;
  readonly #waiting: Activity[] = [];
  #running = 0;
  #stopped = false;

  constructor(context: EngineContext) {
    this.#context = context;
  }

  /** Adds activities whose transaction is committed. */
  add(activities: readonly Activity[]): void {
    this.#waiting.push(...activities);
    this.#fill();
  }

  get idle(): boolean {
    return this.#running === 0 && this.#waiting.length === 0;
  }

  /** Begins nothing more; what has not run stays in the store for the next start. */
  stop(): void {
    this.#stopped = true;
    this.#waiting.length = 0;
  }

  #fill(): void {
    const limit = this.#context.settings.maxConcurrentActivityFunctions;
    while (!this.#stopped && this.#running < limit) {
      const activity = this.#waiting.shift();
      if (!activity) return;
      this.#running++;
      const release = this.#context.clock.hold();
      this.#run(activity)
        .catch((error: unknown) => this.#context.onError(error, `activity ${activity.name}`))
        .finally(() => {
          this.#running--;
          this.#fill();
          release();
        });
    }
  }

  async #run(activity: Activity): Promise<void> {
    const { store, clock, probe, completions } = this.#context;
    const outcome = await this.#outcome(activity);
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
      completions.add(messages.map((each) => ({ ...each, activityId: activity.id })));
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
    if (!isAmong(names.activities, name)) {
      throw new Error(unknownFunction('activity', name, names.activities));
    }
    const { returnJson } = await app.invoke(name, {
      triggerData: input === null ? { value: null } : { json: input },
      triggerMetadata: { instanceId, ...(input !== null && input !== 'null' && { data: input }) },
    });
    return returnJson;
  }
}
