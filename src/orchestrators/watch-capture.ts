import type { OrchestrationContext, Task } from 'durable-functions';
import { CaptureFailed } from '../captures/failure.ts';
import type { Ending, Observation, StopCause } from '../captures/observation.ts';
import { endingOf, lost, timedOut } from '../captures/observation.ts';
import type { CaptureFacts } from '../captures/outcome.ts';
import type { CapturePlan } from '../captures/plan.ts';
import type { TargetStage } from '../captures/progress.ts';
import type { Session } from '../captures/session.ts';
import { now, sleep, timer } from './clock.ts';
import { secondsToNextPoll } from './poll-schedule.ts';
import { renewSlot } from './slots.ts';
import { step } from './step.ts';

/** Name of the external event that ends a capture early; its data may be a {@link StopRequest}. */
export const stopEvent = 'stop';

/** Data of the stop event. */
export interface StopRequest {
  cause: 'stopped' | 'resolved';
}

/** Watches a session until it has ended, by itself, by a stop event, or by us when it goes on too long. */
export function* watchCapture(
  context: OrchestrationContext,
  session: Session,
  plan: CapturePlan,
  facts: CaptureFacts,
  tell: (stage: TargetStage) => void,
): Generator<Task, Ending, unknown> {
  const stop = context.df.waitForExternalEvent(stopEvent);
  const createdAt = now(context);
  let expectedEnd = createdAt + plan.timeLimitSeconds * 1000;
  let asked: StopCause | undefined;

  for (;;) {
    const wait = secondsToNextPoll({
      sinceCreate: (now(context) - createdAt) / 1000,
      untilExpectedEnd: (expectedEnd - now(context)) / 1000,
      length: plan.timeLimitSeconds,
    });
    yield* renewSlot(context, session, wait);
    if (asked !== undefined) {
      yield* sleep(context, wait);
    } else if (yield* happensWithin(context, stop, wait)) {
      asked = causeOf(stop.result);
      expectedEnd = yield* stopNow();
    }

    const seen = yield* look(context, session, facts.fileUrl);
    if (seen.state === 'gone') return lost;
    if (seen.state === 'running' || seen.state === 'stopped') {
      if (seen.fileUrl !== undefined) facts.fileUrl = seen.fileUrl;
      if (seen.startedAt !== undefined) {
        facts.startedAt = seen.startedAt;
        if (asked === undefined) expectedEnd = endFrom(seen.startedAt, createdAt, plan);
      }
    }
    if (seen.state === 'stopped') {
      return endingOf(seen, asked, now(context) >= expectedEnd);
    }
    if (now(context) > expectedEnd + plan.graceSeconds * 1000) {
      if (asked !== undefined) return timedOut('It was told to stop, and did not.');
      asked = 'timedOut';
      expectedEnd = yield* stopNow();
    }
    tell(asked === undefined ? 'capturing' : 'stopping');
  }

  function* stopNow(): Generator<Task, number, unknown> {
    tell('stopping');
    yield* step(context, 'stopCapture', session);
    return now(context);
  }
}

/** Looks at the session. An outage of the service is no reason to give up what runs. */
function* look(
  context: OrchestrationContext,
  session: Session,
  fileUrl: string | undefined,
): Generator<Task, Observation, unknown> {
  try {
    return yield* step(context, 'queryCapture', { session, fileUrl });
  } catch (error) {
    if (error instanceof CaptureFailed && error.failure.transient) return { state: 'unknown' };
    throw error;
  }
}

/** Waits for an event, but not longer than so many seconds. */
function* happensWithin(
  context: OrchestrationContext,
  event: Task,
  seconds: number,
): Generator<Task, boolean, unknown> {
  // One that came while nobody waited has completed its task; Task.any would not notice.
  if (event.isCompleted) return true;
  const timeout = timer(context, seconds);
  const first = yield context.df.Task.any([event, timeout]);
  if (first !== event) return false;
  timeout.cancel();
  return true;
}

/** Anybody may raise the event by hand, with whatever data. */
function causeOf(data: unknown): StopRequest['cause'] {
  const cause = (data as Partial<StopRequest> | null | undefined)?.cause;
  return cause === 'resolved' ? 'resolved' : 'stopped';
}

/** The clocks of the service and of the host may differ: the start lies between the create and its latest confirmation. */
function endFrom(startedAt: string, createdAt: number, plan: CapturePlan): number {
  const latest = createdAt + plan.graceSeconds * 1000;
  const start = Math.min(Math.max(Date.parse(startedAt), createdAt), latest);
  return start + plan.timeLimitSeconds * 1000;
}
