import type { Action } from '../model/action.ts';
import type { HistoryEvent } from '../model/history-event.ts';
import { noteDelegates } from './delegates.ts';
import { ReplayError } from './replay-error.ts';

interface Resumable {
  next(value: unknown): IteratorResult<unknown>;
  throw(error: unknown): IteratorResult<unknown>;
}

/** The members of the SDK's executor that we read (durable-functions 3.5 `TaskOrchestrationExecutor`). */
interface SdkExecutor {
  actions: readonly Action[];
  context: { customStatus?: unknown };
  generator: Resumable;
  processEvent(event: unknown): void;
}

/** State of an orchestrator's code while it replays a history. */
export interface Execution {
  /** All actions requested so far. */
  readonly actions: readonly Action[];
  readonly customStatus: unknown;
  /** The orchestrator's generator, and after it those that it entered by `yield*`. */
  readonly generators: readonly object[];
  /** Number of times that the code was resumed. */
  readonly resumptions: number;
}

/** Callbacks before and after each event that the SDK processes. `index` is the event's index in the history. */
export interface ExecutionObserver {
  before?(index: number, execution: Execution): void;
  after?(index: number, execution: Execution): void;
}

/**
 * Observes the execution of an invocation context: the SDK sets its `df` property, which leads to the
 * executor and to the orchestrator's generator.
 *
 * @throws ReplayError `sdk-not-supported`, when the SDK's internals differ from those of 3.5
 */
export function observeExecution(
  context: unknown,
  history: readonly HistoryEvent[],
  observer: ExecutionObserver,
): void {
  Object.defineProperty(context, 'df', {
    configurable: true,
    get: () => undefined,
    set(value: unknown) {
      // From now on a plain property, so that a debugger does not step into it.
      Object.defineProperty(context, 'df', { value, writable: true, enumerable: true });
      attach((value as { taskOrchestratorExecutor?: unknown }).taskOrchestratorExecutor);
    },
  });

  function attach(candidate: unknown): void {
    const executor = candidate as Partial<SdkExecutor> | undefined;
    const { processEvent } = executor ?? {};
    if (!executor || typeof processEvent !== 'function') throw notSupported();
    const watched = new WatchedExecution(executor as SdkExecutor);
    let index = 0;
    executor.processEvent = (event) => {
      if (index === 0) watched.begin();
      observer.before?.(index, watched);
      processEvent.call(executor, event);
      observer.after?.(index, watched);
      index++;
      if (index > history.length) throw notSupported();
    };
  }
}

class WatchedExecution implements Execution {
  resumptions = 0;
  readonly #executor: SdkExecutor;
  readonly #generators: object[] = [];

  constructor(executor: SdkExecutor) {
    this.#executor = executor;
  }

  get actions(): readonly Action[] {
    return this.#executor.actions;
  }

  get customStatus(): unknown {
    return this.#executor.context.customStatus;
  }

  get generators(): readonly object[] {
    return this.#generators;
  }

  begin(): void {
    const { generator } = this.#executor;
    if (typeof generator.next !== 'function') throw notSupported();
    this.#generators.push(generator);
    const resume = (method: 'next' | 'throw') => (value: unknown) => {
      this.resumptions++;
      return noteDelegates(this.#generators, () => generator[method](value));
    };
    this.#executor.generator = { next: resume('next'), throw: resume('throw') };
  }
}

function notSupported(): ReplayError {
  return new ReplayError(
    'sdk-not-supported',
    "The app's copy of durable-functions is not built as version 3.5, which replay knows how to look into. " +
      'Install durable-functions 3.5.',
  );
}
