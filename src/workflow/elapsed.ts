import type { OrchestrationContext } from 'durable-functions';
import { now } from './clock.ts';

/** Longest run of an activity (`functionTimeout` in host.json). */
const longestCallSeconds = 300;

/**
 * Time that has passed in an orchestration, counted wait by wait. The clock of the machine may be set while
 * an orchestration waits: a wait that seems negative, or too long by more than a call, counts as long as it
 * was meant to be. So time that counts has passed, except for steps of a few minutes.
 */
export class Elapsed {
  readonly #context: OrchestrationContext;
  #at: number;
  #seconds = 0;

  /** @param since start of the count in milliseconds; now when absent */
  constructor(context: OrchestrationContext, since = now(context)) {
    this.#context = context;
    this.#at = since;
  }

  /** Seconds that have been counted. */
  get seconds(): number {
    return this.#seconds;
  }

  /**
   * Counts the time since the last count.
   *
   * @param waited seconds that the orchestration waited in it, besides its calls
   * @returns the seconds in all.
   */
  count(waited = 0): number {
    const at = now(this.#context);
    const passed = (at - this.#at) / 1000;
    const isPlausible = passed >= 0 && passed <= waited + longestCallSeconds;
    this.#at = at;
    return (this.#seconds += isPlausible ? passed : waited);
  }
}
