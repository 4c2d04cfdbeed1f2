import type { TaskHub } from '../task-hub/task-hub.ts';
import { isEnded, type Instance } from '../model/instance.ts';

/** Longest wait, far more than a passing test needs. */
const patienceMs = 60_000;

/**
 * Asks again and again until `isDone` accepts the answer, and returns it.
 *
 * @throws Error with the last answer, after a minute
 */
export async function waitFor<T>(
  ask: () => T | Promise<T>,
  isDone: (answer: T) => boolean,
): Promise<T> {
  const deadline = Date.now() + patienceMs;
  for (;;) {
    const answer = await ask();
    if (isDone(answer)) return answer;
    if (Date.now() > deadline) throw new Error(`It stays at ${JSON.stringify(answer)}.`);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

/** The end of an instance. */
export const ended = (hub: TaskHub, id: string): Promise<Instance> =>
  waitFor(() => hub.get(id), isEnded);
