/**
 * An operation that an orchestrator waits for, with its listeners. The host needs to know only
 * whether it failed, and the HTTP response of a request; the SDK keeps all other results.
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

  /** Calls the listener when the task settles, or immediately if it already has. */
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

/** Completes when the first of its children settles. */
export function anyOf(children: Task[]): Task {
  const task = new Task();
  for (const child of children) child.whenSettled(() => task.complete());
  return task;
}

/** Completes when all children have completed; fails when the first child fails (as the SDK's does). */
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
