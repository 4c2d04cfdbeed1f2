import { Cron } from 'croner';
import { HostError } from '../model/host-error.ts';
import { parseNcrontab } from './ncrontab.ts';
import { parseTimeSpan } from './time-span.ts';

const MINUTE_MS = 60_000;

/** When a timer runs. Times are milliseconds since the Unix epoch. */
export interface Schedule {
  /** The first occurrence after that time; `Infinity` when there is none. */
  next(after: number): number;
  /** Whether it occurs more often than once a minute, as seen from `now`. */
  isFrequent(now: number): boolean;
  /** What the handler finds as `timer.schedule.adjustForDST`. */
  readonly adjustForDST: boolean;
}

/**
 * Reads what a timer trigger's `schedule` may be in Azure Functions: an NCRONTAB expression of six
 * or five fields, or a TimeSpan, which counts from the last run.
 *
 * @param timeZone an IANA name; schedules of a TimeSpan do not heed it
 * @returns `undefined` when it is neither, or an empty TimeSpan
 */
export function parseSchedule(text: string, timeZone: string): Schedule | undefined {
  const cron = parseNcrontab(text);
  if (cron) {
    const job = new Cron(cron.pattern, {
      mode: '6-part',
      // NCrontab wants the day of the month and that of the week to fit, classic cron one of them.
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
 * The time zone of the app's schedules: the setting WEBSITE_TIME_ZONE, or else UTC
 * (https://learn.microsoft.com/azure/azure-functions/functions-bindings-timer#ncrontab-time-zones).
 *
 * @throws HostError `setting-invalid`, for the names that Windows gives time zones too
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
