/** A cancellable wake-up call; cancelling one that has fired does nothing. */
export interface Alarm {
  cancel(): void;
}

/**
 * The host's only source of time. Nothing in the host reads the machine's clock beside it,
 * so that a test can put a clock of its own in its place.
 */
export interface Clock {
  /** Whether its time is not that of the machine. */
  readonly isVirtual: boolean;
  /** Milliseconds since the Unix epoch. */
  now(): number;
  /** Calls back once, at or after `dueAt` (milliseconds since the Unix epoch). */
  wakeAt(dueAt: number, callback: () => void): Alarm;
  /**
   * Says that work is under way, until the release is called (once). A clock that skips idle time
   * stands still meanwhile; others take no notice.
   */
  hold(): () => void;
}
