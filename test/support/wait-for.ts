import { setTimeout as delay } from 'node:timers/promises';

/** A condition was not met in time. The message contains the last answer. */
export class WaitTimeoutError extends Error {
  readonly code = 'WAIT_TIMEOUT';
}

/**
 * Polls until `isDone` accepts the answer, and returns it.
 * @throws {WaitTimeoutError} after a minute, far longer than a passing test needs.
 */
export async function waitFor<T>(
  what: string,
  ask: () => Promise<T> | T,
  isDone: (answer: T) => boolean,
): Promise<T> {
  const begin = Date.now();
  for (;;) {
    const answer = await ask();
    if (isDone(answer)) return answer;
    const waited = Date.now() - begin;
    if (waited > 60_000) {
      throw new WaitTimeoutError(`${what} did not occur; last seen: ${JSON.stringify(answer)}`);
    }
    // Many tests ask at the same time, so each asks less often the longer it waits.
    await delay(Math.min(Math.max(100, waited / 5), 500));
  }
}
