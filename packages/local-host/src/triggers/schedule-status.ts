import type { ScheduleStatus } from '../store/schedules.ts';
import type { Schedule } from './schedule.ts';

/** State of a timer when the host starts. */
export interface TimerStart {
  readonly status: ScheduleStatus;
  /** Whether an occurrence was missed while no host was running. */
  readonly isPastDue: boolean;
}

/**
 * Compares a timer's recorded status with the current time and with its schedule, as the Functions host
 * does (`ScheduleMonitor` in github.com/Azure/azure-webjobs-sdk-extensions). A schedule that has changed
 * since then starts again, and is not past due. So does a status from the future, which was written before
 * the clock was set back.
 */
export function statusAtStart(
  schedule: Schedule,
  recorded: ScheduleStatus | undefined,
  now: number,
): TimerStart {
  const restarted = { last: null, next: schedule.next(now), lastUpdated: now };
  const since = recorded?.last ?? recorded?.lastUpdated ?? now;
  if (!recorded || since > now) return { status: restarted, isPastDue: false };
  const expected = schedule.next(since);
  if (expected === recorded.next) return { status: recorded, isPastDue: now > recorded.next };
  if (now > expected) return { status: restarted, isPastDue: false };
  return {
    status: { last: null, next: expected, lastUpdated: since },
    isPastDue: false,
  };
}

/** The status after a run that began at `startedAt`. */
export function statusAfterRun(schedule: Schedule, startedAt: number): ScheduleStatus {
  return { last: startedAt, next: schedule.next(startedAt), lastUpdated: startedAt };
}

// JSON form of .NET's empty DateTime.
const NEVER = '0001-01-01T00:00:00Z';

/** The status in the form that the handler gets as `timer.scheduleStatus`. */
export function describeStatus({ last, next, lastUpdated }: ScheduleStatus) {
  const text = (time: number | null) => (time === null ? NEVER : new Date(time).toISOString());
  return { last: text(last), next: text(next), lastUpdated: text(lastUpdated) };
}
