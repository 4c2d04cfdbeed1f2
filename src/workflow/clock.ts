import type { OrchestrationContext, Task, TimerTask } from 'durable-functions';

/** Current time of the orchestration, in milliseconds. It is the same on every replay. */
export const now = (context: OrchestrationContext): number =>
  context.df.currentUtcDateTime.getTime();

/** Current time of the orchestration, in ISO 8601 UTC. */
export const timestamp = (context: OrchestrationContext): string =>
  context.df.currentUtcDateTime.toISOString();

/** A durable timer. It may fire up to a second early. */
export const timer = (context: OrchestrationContext, seconds: number): TimerTask =>
  context.df.createTimer(new Date(now(context) + seconds * 1000));

/** Waits for a durable timer. */
export function* sleep(
  context: OrchestrationContext,
  seconds: number,
): Generator<Task, void, unknown> {
  yield timer(context, seconds);
}
