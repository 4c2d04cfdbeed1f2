/** Durations in milliseconds. Host and SDK must use the same values. */
export interface TimerLimits {
  /** Maximum length of one timer. A longer timer is split. */
  maximumShortTimer: number;
  /** Length of the parts of a split timer. */
  longTimerInterval: number;
  /** Pause between polls of an HTTP 202 without `Retry-After`. */
  httpPollInterval: number;
}

const DAY = 24 * 60 * 60 * 1000;

/** The extension's limits for the Azure Storage backend: six days, in parts of three. */
export const TIMER_LIMITS: TimerLimits = {
  maximumShortTimer: 6 * DAY,
  longTimerInterval: 3 * DAY,
  httpPollInterval: 30_000,
};

/** A duration of whole days as .NET writes a `TimeSpan`: `3.00:00:00`. */
export function timeSpan(milliseconds: number): string {
  return `${milliseconds / DAY}.00:00:00`;
}
