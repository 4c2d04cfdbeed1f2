/**
 * Something an orchestrator waits for, as the host sees it: settled or not, and who wants to know.
 * The host needs no results but a failure's presence and an HTTP answer; the SDK keeps the values.
 */
export class Task {
  state: 'open' | 'completed' | 'failed' = 'open';
  result: string | null = null;
  readonly #listeners: ((task: Task) => void)[] = [];

  get settled(): boolean {
    return this.state !== 'open';
  }

  complete(result: string | null = null): void {
    this.#settle('completed', result);
  }

  fail(): void {
    this.#settle('failed', null);
  }

  /** Calls back when the task settles, at once where it has. */
  whenSettled(listener: (task: Task) => void): void {
    if (this.settled) listener(this);
    else this.#listeners.push(listener);
  }

  #settle(state: 'completed' | 'failed', result: string | null): void {
    if (this.settled) return;
    this.state = state;
    this.result = result;
    for (const listener of this.#listeners) listener(this);
  }
}

/** Settles with the first of its children. */
export function anyOf(children: Task[]): Task {
  const task = new Task();
  for (const child of children) child.whenSettled(() => task.complete());
  return task;
}

/** Completes with the last of its children, fails with the first that fails (as the SDK's does). */
export function allOf(children: Task[]): Task {
  const task = new Task();
  for (const child of children) {
    child.whenSettled(() => {
      if (child.state === 'failed') task.fail();
      else if (children.every((each) => each.state === 'completed')) task.complete();
    });
  }
  return task;
}
