import { Cron } from 'croner';
import { HostError } from '../model/host-error.ts';
import { parseNcrontab } from './ncrontab.ts';
import { parseTimeSpan } from '../model/time-span.ts';

const MINUTE_MS = 60_000;

/** The schedule of a timer. Times are milliseconds since the Unix epoch. */
export interface Schedule {
  /** First occurrence after the given time; `Infinity` when there is none. */
  next(after: number): number;
  /** Whether it occurs more often than once a minute, seen from `now`. */
  isFrequent(now: number): boolean;
  /** Value of `timer.schedule.adjustForDST` for the handler. */
  readonly adjustForDST: boolean;
}

/**
 * Parses the `schedule` of a timer trigger in Azure Functions: an NCRONTAB expression of six or five
 * fields, or a TimeSpan, which counts from the last run.
 *
 * @param timeZone an IANA name; has no effect on a TimeSpan
 * @returns `undefined` when the text is neither, or is an empty TimeSpan
 */
export function parseSchedule(text: string, timeZone: string): Schedule | undefined {
  const cron = parseNcrontab(text);
  if (cron) {
    const job = new Cron(cron.pattern, {
      mode: '6-part',
      // NCrontab requires both the day of the month and the day of the week to match; classic cron
      // requires one.
      domAndDow: true,
      fixedTimeRule: cron.isInterval ? 'single-value' : 'no-wildcard',
      timezone: timeZone,
      paused: true,
    });
    const next = (after: number) => job.nextRun(new Date(after))?.getTime() ?? Infinity;
    return {
      adjustForDST: true,
      next,
      isFrequent: (now) => next(next(now)) <= now + MINUTE_MS,
    };
  }
  const interval = parseTimeSpan(text.trim());
  if (!interval) return undefined;
  return {
    adjustForDST: false,
    next: (after) => after + interval,
    isFrequent: () => interval < MINUTE_MS,
  };
}

/**
 * The time zone of the app's schedules: the setting WEBSITE_TIME_ZONE, by default UTC
 * (https://learn.microsoft.com/azure/azure-functions/functions-bindings-timer#ncrontab-time-zones).
 *
 * @throws HostError `setting-invalid`, also for Windows names of time zones
 */
export function scheduleTimeZone(environment: NodeJS.ProcessEnv = process.env): string {
  const timeZone = environment['WEBSITE_TIME_ZONE'] || 'UTC';
  try {
    new Intl.DateTimeFormat('en', { timeZone });
  } catch (error) {
    throw new HostError(
      'setting-invalid',
      `The setting WEBSITE_TIME_ZONE is "${timeZone}"; it must be an IANA name such as "Europe/Berlin".`,
      { cause: error },
    );
  }
  return timeZone;
}
