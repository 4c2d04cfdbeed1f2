import type { InvocationContext } from '@azure/functions';
import { toMilliseconds, type Duration } from '../clock/duration.ts';
import type { ActivityFunction } from './inline-app.ts';

/** One run of an activity. Times are those of the host's clock, ISO 8601 UTC. */
export interface ActivityCall<Input = unknown, Output = unknown> {
  readonly instanceId: string;
  readonly input: Input;
  readonly startedAt: string;
  endedAt?: string;
  result?: Output;
  /** The message of the error that it threw. */
  error?: string;
}

/** Fault or delay to inject into one run of an activity. */
export interface ActivityFault {
  /** Thrown instead of returning a result; a string becomes the message of an Error. */
  fail?: string | Error;
  /** Time that the run takes on the virtual clock. */
  takes?: Duration;
  /** Whether the completion is delivered to the orchestration a second time, in a later turn. */
  deliverTwice?: boolean;
  /** The activity runs once more, with the same input, this long after its orchestration has ended. */
  runsAgainAfterEnd?: Duration;
}

/** Options of a fake. */
export interface FakeOptions {
  /** Time that each run takes on the virtual clock; none when absent. */
  takes?: Duration;
}

/** An activity of a host under test: its calls, and how it behaves in the test. */
export class ActivityControl<Input = unknown, Output = unknown> {
  readonly name: string;
  /** All runs so far, in the order in which they started. */
  readonly calls: ActivityCall<Input, Output>[] = [];
  #fake: ((input: Input, context: InvocationContext) => unknown) | undefined;
  #takes = 0;
  readonly #faults = new Map<number, ActivityFault>();

  constructor(name: string) {
    this.name = name;
  }

  /** Runs this function instead of the app's own code, from the next call on. */
  fake(
    handler: (input: Input, context: InvocationContext) => Output | Promise<Output>,
    { takes = 0 }: FakeOptions = {},
  ): this {
    this.#fake = handler;
    return this.takes(takes);
  }

  /** Sets the time that each run takes on the virtual clock. */
  takes(duration: Duration): this {
    this.#takes = toMilliseconds(duration);
    return this;
  }

  /** Injects a fault or delay into the n-th run (counted from 1, past runs included). */
  onCall(number: number, fault: ActivityFault): this {
    if (!Number.isInteger(number) || number <= this.calls.length) {
      throw new RangeError(
        `Call ${number} of ${this.name} cannot be prepared: ${this.calls.length} have been made already. ` +
          'Calls are counted from 1.',
      );
    }
    for (const duration of [fault.takes, fault.runsAgainAfterEnd]) toMilliseconds(duration ?? 0);
    this.#faults.set(number, fault);
    return this;
  }

  /** For internal use: the function that replaces the app's code. */
  get replacement(): ActivityFunction | undefined {
    return this.#fake;
  }

  /** For internal use: the fault and delay of the n-th run. */
  planFor(number: number): ActivityFault & { takesMilliseconds: number } {
    const fault = this.#faults.get(number) ?? {};
    return { ...fault, takesMilliseconds: toMilliseconds(fault.takes ?? this.#takes) };
  }
}
