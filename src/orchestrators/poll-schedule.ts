const shortestWait = 2;
const longestWaitWhenOverdue = 30;

/** Where a capture stands; all in seconds. */
export interface PollPosition {
  sinceCreate: number;
  /** Negative once the expected end has passed. */
  untilExpectedEnd: number;
  /** How long the capture runs. */
  length: number;
}

/**
 * Seconds to wait before looking at a session again: soon after the start, to catch an early
 * failure; then each wait as long as all before it, up to a thirtieth of the length; then at the
 * expected end, and after it in waits that grow again.
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
