import type { OrchestrationContext, Task, TimerTask } from 'durable-functions';

/** The orchestration's own time, in milliseconds: the same on every replay. */
export const now = (context: OrchestrationContext): number =>
  context.df.currentUtcDateTime.getTime();

/** The orchestration's own time, in ISO 8601 UTC. */
export const timestamp = (context: OrchestrationContext): string =>
  context.df.currentUtcDateTime.toISOString();

/** A durable timer; it may fire up to a second early. */
export const timer = (context: OrchestrationContext, seconds: number): TimerTask =>
  context.df.createTimer(new Date(now(context) + seconds * 1000));

/** Waits on a durable timer. */
export function* sleep(
  context: OrchestrationContext,
  seconds: number,
): Generator<Task, void, unknown> {
  yield timer(context, seconds);
}
