import { setTimeout as delay } from 'node:timers/promises';

/** What a test waited for did not come; the message says what was there instead. */
export class WaitTimeoutError extends Error {
  readonly code = 'WAITED_IN_VAIN';
}

/**
 * Asks until `isDone` likes the answer, and gives that answer.
 * @throws {WaitTimeoutError} after a minute, which no passing test comes near.
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
    await delay(20);
  }
}
