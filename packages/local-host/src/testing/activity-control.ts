import type { InvocationContext } from '@azure/functions';
import { toMilliseconds, type Duration } from '../clock/duration.ts';
import type { ActivityFunction } from './inline-app.ts';

/** One run of an activity. Times are the clock's, ISO 8601 UTC. */
export interface ActivityCall<Input = unknown, Output = unknown> {
  readonly instanceId: string;
  readonly input: Input;
  readonly startedAt: string;
  endedAt?: string;
  result?: Output;
  /** The message of what it threw. */
  error?: string;
}

/** What goes wrong, or slowly, in one run of an activity. */
export interface ActivityFault {
  /** Thrown in place of a result; a text becomes an Error. */
  fail?: string | Error;
  /** Modelled time that the run takes. */
  takes?: Duration;
  /** The completion reaches the orchestration a second time, in a later turn. */
  deliverTwice?: boolean;
}

/** How a fake behaves. */
export interface FakeOptions {
  /** Modelled time that each run takes; none when absent. */
  takes?: Duration;
}

/** An activity of a host under test: what it was called with, and how it is to behave. */
export class ActivityControl<Input = unknown, Output = unknown> {
  readonly name: string;
  /** All runs so far, in the order in which they began. */
  readonly calls: ActivityCall<Input, Output>[] = [];
  #fake: ((input: Input, context: InvocationContext) => unknown) | undefined;
  #takes = 0;
  readonly #faults = new Map<number, ActivityFault>();

  constructor(name: string) {
    this.name = name;
  }

  /** Runs this in place of the app's own code, from the next call on. */
  fake(
    handler: (input: Input, context: InvocationContext) => Output | Promise<Output>,
    { takes = 0 }: FakeOptions = {},
  ): this {
    this.#fake = handler;
    return this.takes(takes);
  }

  /** Has each run take so much modelled time. */
  takes(duration: Duration): this {
    this.#takes = toMilliseconds(duration);
    return this;
  }

  /** Lets the n-th run (from 1, those so far included) go wrong, or slowly. */
  onCall(number: number, fault: ActivityFault): this {
    if (!Number.isInteger(number) || number <= this.calls.length) {
      throw new RangeError(
        `Call ${number} of ${this.name} cannot be prepared: ${this.calls.length} have been made already. ` +
          'Calls are counted from 1.',
      );
    }
    if (fault.takes !== undefined) toMilliseconds(fault.takes);
    this.#faults.set(number, fault);
    return this;
  }

  /** For the kit: what stands in for the app's code. */
  get replacement(): ActivityFunction | undefined {
    return this.#fake;
  }

  /** For the kit: how the n-th run is to go. */
  planFor(number: number): ActivityFault & { takesMilliseconds: number } {
    const fault = this.#faults.get(number) ?? {};
    return { ...fault, takesMilliseconds: toMilliseconds(fault.takes ?? this.#takes) };
  }
}
