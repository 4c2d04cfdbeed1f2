import type { OrchestrationContext, Task, TimerTask } from 'durable-functions';

/**
 * By how much each orchestration's own time is ahead of its machine's, in milliseconds. The time of the SDK
 * never goes back: after the clock of the machine was set back, it stands still until the clock has
 * caught up, and a timer that is counted from it would be late by as much.
 */
const ahead = new WeakMap<OrchestrationContext['df'], number>();

/** A smaller difference is that between two machines. */
const smallestSetBackMs = 60_000;

const ownTime = ({ df }: OrchestrationContext): number => df.currentUtcDateTime.getTime();

/** Current time of the orchestration, in milliseconds. It is the same on every replay. */
export const now = (context: OrchestrationContext): number =>
  ownTime(context) - (ahead.get(context.df) ?? 0);

/** Current time of the orchestration, in ISO 8601 UTC. */
export const timestamp = (context: OrchestrationContext): string =>
  new Date(now(context)).toISOString();

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

/**
 * Compares the orchestration's own time, which stood still or passed during a call, with the time of the
 * machine that answered it.
 *
 * @returns a function that takes the time of the answer, in milliseconds.
 */
export function compareClock(context: OrchestrationContext): (answeredAt: number) => void {
  const calledAt = ownTime(context);
  return (answeredAt) => {
    const difference = ownTime(context) - answeredAt;
    const standsStill = ownTime(context) === calledAt && difference >= smallestSetBackMs;
    ahead.set(context.df, standsStill ? difference : 0);
  };
}
