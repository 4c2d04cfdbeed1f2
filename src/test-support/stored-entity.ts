import type { EntityContext } from 'durable-functions';

/** A signal that an entity sent. */
export interface Signal {
  to: string;
  operation: string;
  input: unknown;
}

/** An entity with its stored state, called as the Durable extension calls it. State that is text is parsed. */
export class StoredEntity {
  state: unknown;
  readonly signals: Signal[] = [];
  readonly warnings: string[] = [];
  readonly #run: (context: EntityContext<unknown>) => void;

  constructor(run: (context: EntityContext<never>) => void) {
    this.#run = run as (context: EntityContext<unknown>) => void;
  }

  /** Calls an operation, and returns what it returned. */
  call(operationName: string, input?: unknown): unknown {
    let returned: unknown;
    this.#run({
      warn: (message: string) => this.warnings.push(message),
      df: {
        operationName,
        getInput: () => input,
        getState: (): unknown =>
          typeof this.state === 'string' ? JSON.parse(this.state) : this.state,
        setState: (state: unknown) => (this.state = JSON.parse(JSON.stringify(state)) as unknown),
        signalEntity: (id: { toString: () => string }, operation: string, sent: unknown) =>
          this.signals.push({ to: String(id), operation, input: sent }),
        return: (value: unknown) => (returned = value),
      },
    } as unknown as EntityContext<unknown>);
    return returned;
  }
}
