import type { OrchestrationContext, Task } from 'durable-functions';
import { resolvedEvent, stopEvent } from '../captures/events.ts';
import type { CaptureFacts } from '../captures/outcome.ts';
import type { CapturePolicy } from '../rules/policy.ts';
import { timer, timestamp } from './clock.ts';

/** Why a capture is called off while it waits or runs. */
export type CallOff = 'stopped' | 'resolved';

/** What may come from outside while a capture waits or runs. */
export interface Signals {
  stop: Task;
  /** Absent once it has come and is not acted upon. */
  resolved?: Task;
  onResolved: CapturePolicy['onResolved'];
}

/** Listens from now on; what came before is not lost. */
export const listen = (
  context: OrchestrationContext,
  onResolved: CapturePolicy['onResolved'],
): Signals => ({
  stop: context.df.waitForExternalEvent(stopEvent),
  resolved: context.df.waitForExternalEvent(resolvedEvent),
  onResolved,
});

/**
 * Waits, but not beyond the next signal.
 *
 * @param other a further event to wait for; nothing comes of it here.
 * @returns why the capture is to end, if it is.
 */
export function* pause(
  context: OrchestrationContext,
  signals: Signals,
  seconds: number,
  facts: CaptureFacts,
  other?: Task,
): Generator<Task, CallOff | undefined, unknown> {
  const { stop, resolved, onResolved } = signals;
  yield* happensWithin(
    context,
    [stop, resolved, other].filter((task) => task !== undefined),
    seconds,
  );
  if (stop.isCompleted) return 'stopped';
  if (resolved?.isCompleted !== true) return undefined;
  delete signals.resolved;
  facts.resolvedAt = timestamp(context);
  return onResolved === 'stop' ? 'resolved' : undefined;
}

/** Waits for the first of some events, but not longer than so many seconds. */
function* happensWithin(
  context: OrchestrationContext,
  events: Task[],
  seconds: number,
): Generator<Task, void, unknown> {
  // One that came while nobody waited has completed its task; Task.any would not notice.
  if (events.some(({ isCompleted }) => isCompleted)) return;
  const timeout = timer(context, seconds);
  const first = yield context.df.Task.any([...events, timeout]);
  if (first !== timeout) timeout.cancel();
}
