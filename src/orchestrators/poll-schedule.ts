const shortestWait = 2;
const longestWaitWhenOverdue = 30;

/** Position in the time of a capture. All values are in seconds. */
export interface PollPosition {
  sinceCreate: number;
  /** Negative after the expected end. */
  untilExpectedEnd: number;
  /** Planned length of the capture. */
  length: number;
}

/**
 * Seconds to wait before the next poll of a session. The first polls come soon, to detect an early failure.
 * Then each wait is as long as all earlier ones together, up to a thirtieth of the length. The next poll is
 * at the expected end, and after it the waits grow again.
 */
export function secondsToNextPoll({ sinceCreate, untilExpectedEnd, length }: PollPosition): number {
  if (untilExpectedEnd <= 0) {
    return clamp(-untilExpectedEnd, shortestWait, longestWaitWhenOverdue);
  }
  const longest = Math.max(15, length / 30);
  const wait = clamp(sinceCreate, shortestWait, longest);
  const justAfterEnd = untilExpectedEnd + 1;
  return Math.ceil(wait >= justAfterEnd - shortestWait ? justAfterEnd : wait);
}

const clamp = (value: number, low: number, high: number): number =>
  Math.ceil(Math.min(Math.max(value, low), high));
