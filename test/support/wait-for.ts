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
  const deadline = Date.now() + 60_000;
  for (;;) {
    const answer = await ask();
    if (isDone(answer)) return answer;
    if (Date.now() > deadline) {
      throw new WaitTimeoutError(`${what} did not occur; last seen: ${JSON.stringify(answer)}`);
    }
    await delay(50);
  }
}
