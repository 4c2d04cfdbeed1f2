/** A scheduled callback. Cancelling one that has fired does nothing. */
export interface Alarm {
  cancel(): void;
}

/**
 * The host's only source of time. No other code in the host reads the machine's clock, so a test can
 * inject its own clock.
 */
export interface Clock {
  /** True if the time is simulated. */
  readonly isVirtual: boolean;
  /** Milliseconds since the Unix epoch. */
  now(): number;
  /** Never tells an earlier time than this from now on. */
  continueFrom(time: number): void;
  /** Calls back once, at or after `dueAt` (milliseconds since the Unix epoch). */
  wakeAt(dueAt: number, callback: () => void): Alarm;
  /**
   * Marks that work is in progress until the returned function is called (once). A clock that skips
   * idle time stands still meanwhile; other clocks ignore it.
   */
  hold(): () => void;
}
