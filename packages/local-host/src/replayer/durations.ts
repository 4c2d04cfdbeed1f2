/** Durations, in milliseconds, that host and SDK must agree on. */
export interface TimerLimits {
  /** A longer timer is split. */
  maximumShortTimer: number;
  /** Length of the parts. */
  longTimerInterval: number;
  /** Pause between polls of an HTTP 202 without `Retry-After`. */
  httpPollInterval: number;
}

const DAY = 24 * 60 * 60 * 1000;

/** The extension's limits with Azure Storage as its backend: six days, in parts of three. */
export const TIMER_LIMITS: TimerLimits = {
  maximumShortTimer: 6 * DAY,
  longTimerInterval: 3 * DAY,
  httpPollInterval: 30_000,
};

/** A duration in milliseconds as .NET writes a `TimeSpan` of whole seconds: `3.00:00:00`. */
export function timeSpan(milliseconds: number): string {
  const seconds = Math.floor(milliseconds / 1000);
  const two = (value: number) => String(value).padStart(2, '0');
  const days = Math.floor(seconds / 86_400);
  const clock = [Math.floor(seconds / 3600) % 24, Math.floor(seconds / 60) % 60, seconds % 60];
  return `${days}.${clock.map(two).join(':')}`;
}
