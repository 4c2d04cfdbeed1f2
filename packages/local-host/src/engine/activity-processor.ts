import type { Activity } from '../model/activity.ts';
import { activityFailure, httpFailure, unknownFunction } from '../model/failures.ts';
import { event, EventType, type TaskCompleted, type TaskFailed } from '../model/history-event.ts';
import { isAmong } from '../model/function-names.ts';
import { HTTP_ACTIVITY } from '../model/work.ts';
import type { EngineContext } from './engine-context.ts';
import { callHttp } from './http-activity.ts';
import type { Processor } from './processor.ts';

type Outcome = Pick<TaskCompleted, 'EventType' | 'TaskScheduledId' | 'Result'> | Failure;
type Failure = Pick<
  TaskFailed,
  'EventType' | 'TaskScheduledId' | 'Reason' | 'Details' | 'FailureDetails'
>;

/** Runs activities, each at least once. The key is the activity's id. */
export class ActivityProcessor implements Processor<Activity, Outcome> {
  readonly #context: EngineContext;

  constructor(context: EngineContext) {
    this.#context = context;
  }

  fetch(key: string): Activity | undefined {
    return this.#context.store.activities.get(Number(key));
  }

  async process(activity: Activity): Promise<Outcome> {
    const TaskScheduledId = activity.eventId;
    try {
      const Result = await this.#invoke(activity);
      return { EventType: EventType.TaskCompleted, TaskScheduledId, Result };
    } catch (thrown) {
      const { name } = activity;
      const failure = name === HTTP_ACTIVITY ? httpFailure(thrown) : activityFailure(name, thrown);
      return { EventType: EventType.TaskFailed, TaskScheduledId, ...failure };
    }
  }

  /** Passes the outcome to the next turn, which writes it. */
  async complete(activity: Activity, outcome: Outcome): Promise<void> {
    const { store, clock, probe, completions } = this.#context;
    const now = clock.now();
    const message = {
      target: activity.instanceId,
      executionId: activity.executionId,
      dueAt: now,
      event: event<TaskCompleted | TaskFailed>(outcome, now),
    };
    const messages = probe?.completions?.(activity, message) ?? [message];
    if (messages.length > 0 && messages.every(({ dueAt }) => dueAt <= now)) {
      completions.add(messages.map((each) => ({ ...each, activityId: activity.id })));
    } else {
      await store.transaction(() => {
        store.activities.delete(activity.id);
        for (const each of messages) store.messages.send(each);
      });
    }
    this.#context.sent(messages);
  }

  abandon(): void {
    // The row stays until a turn has written the outcome.
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
