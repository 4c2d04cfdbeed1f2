import type { OrchestrationContext, Task } from 'durable-functions';

/** Result or error of a task. */
export type Settled<T> = { ok: true; value: T } | { ok: false; error: unknown };

/** Waits for all tasks, even if some fail. The results are in the order of the tasks. */
export function* settle<T>(
  context: OrchestrationContext,
  tasks: Task[],
): Generator<Task, Settled<T>[], unknown> {
  try {
    yield context.df.Task.all(tasks);
  } catch {
    // The first failure ends Task.all, but not the other tasks. The loop below waits for each of them.
  }
  const settled: Settled<T>[] = [];
  for (const task of tasks) {
    try {
      settled.push({ ok: true, value: (yield task) as T });
    } catch (error) {
      settled.push({ ok: false, error });
    }
  }
  return settled;
}
