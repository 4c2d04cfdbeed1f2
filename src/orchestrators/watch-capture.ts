import type { OrchestrationContext, Task } from 'durable-functions';
import { CaptureFailed, failureOf, warningOf } from '../captures/failure.ts';
import type { Ending, Observation, StopCause } from '../captures/observation.ts';
import { endingOf, lost, timedOut } from '../captures/observation.ts';
import type { CaptureFacts } from '../captures/outcome.ts';
import type { CapturePlan } from '../rules/plan.ts';
import type { TargetStage } from '../captures/progress.ts';
import type { Session } from '../captures/session.ts';
import { now, sleep } from '../workflow/clock.ts';
import { secondsToNextPoll } from './poll-schedule.ts';
import type { Signals } from '../workflow/signals.ts';
import { pause } from '../workflow/signals.ts';
import { step } from '../workflow/step.ts';

/**
 * Watches a session until it has ended, by itself, by a signal, or by us when it goes on too long.
 *
 * @param signals `stopped` for a session that has been told to stop.
 */
export function* watchCapture(
  context: OrchestrationContext,
  session: Session,
  plan: CapturePlan,
  facts: CaptureFacts,
  signals: Signals | 'stopped',
  tell: (stage: TargetStage) => void,
): Generator<Task, Ending, unknown> {
  const createdAt = now(context);
  let asked: StopCause | undefined = signals === 'stopped' ? signals : undefined;
  let expectedEnd = createdAt + (asked === undefined ? plan.timeLimitSeconds * 1000 : 0);

  for (;;) {
    const wait = secondsToNextPoll({
      sinceCreate: (now(context) - createdAt) / 1000,
      untilExpectedEnd: (expectedEnd - now(context)) / 1000,
      length: plan.timeLimitSeconds,
    });
    if (asked !== undefined || signals === 'stopped') {
      yield* sleep(context, wait);
    } else {
      asked = yield* pause(context, signals, wait, facts);
      if (asked !== undefined) yield* stopNow();
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
      yield* stopNow();
    }
    tell(asked === undefined ? 'capturing' : 'stopping');
  }

  function* stopNow(): Generator<Task, void, unknown> {
    tell('stopping');
    try {
      yield* step(context, 'stopCapture', session);
      expectedEnd = now(context);
    } catch (error) {
      // It goes on to its own end, then, and nothing of it is lost.
      facts.warnings.push(warningOf('was not stopped', session, failureOf(error, 'stopCapture')));
    }
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

/** The clocks of the service and of the host may differ: the start lies between the create and its latest confirmation. */
function endFrom(startedAt: string, createdAt: number, plan: CapturePlan): number {
  const latest = createdAt + plan.graceSeconds * 1000;
  const start = Math.min(Math.max(Date.parse(startedAt), createdAt), latest);
  return start + plan.timeLimitSeconds * 1000;
}
