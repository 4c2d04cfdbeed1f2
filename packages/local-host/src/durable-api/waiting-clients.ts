import type { Clock } from '../clock/clock.ts';
import type { FunctionApp, Invocation } from '../model/function-app.ts';
import type { ApiAnswer } from './exchange.ts';

interface Call {
  /** Number of requests that the call has sent and that have no response yet. */
  open: number;
  /** Releases the clock. Undefined while the call waits for an instance. */
  release: (() => void) | undefined;
}

/**
 * Calls of functions by requests, timers and queues hold the clock, except while they only wait for an
 * instance (`waitForCompletionOrCreateCheckStatusResponse` polls its status). Each call has its own
 * client, identified by a URL segment. The system clock cannot be held, so there all calls share one
 * client.
 */
export class WaitingClients {
  readonly #clock: Clock;
  readonly #calls = new Map<string, Call>();
  #issued = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Whether any call waits for an instance. */
  get areWaiting(): boolean {
    return [...this.#calls.values()].some(({ release }) => !release);
  }

  /** Returns the URL segment of a client. */
  issue(): string {
    return this.#clock.isVirtual ? String(++this.#issued) : 'app';
  }

  /**
   * Answers a client. Its call waits for an instance after a response which says that the instance has
   * not ended.
   */
  async answer(
    client: string,
    method: string,
    handle: () => Promise<ApiAnswer | undefined>,
  ): Promise<ApiAnswer | undefined> {
    const call = this.#calls.get(client);
    if (!call) return handle();
    call.release ??= this.#clock.hold();
    call.open++;
    const answer = await handle().finally(() => call.open--);
    if (method === 'GET' && answer?.status === 202 && call.open === 0) wait(call);
    return answer;
  }

  /** Returns the app with calls that hold the clock. */
  watch(app: FunctionApp): FunctionApp {
    if (!this.#clock.isVirtual) return app;
    return {
      ...app,
      invoke: async (name, invocation) => {
        const type = app.functions.get(name)?.trigger.type ?? '';
        // The engine holds the clock for these itself.
        if (/^(orchestration|activity|entity)Trigger$/.test(type)) {
          return app.invoke(name, invocation);
        }
        const call: Call = { open: 0, release: this.#clock.hold() };
        const clients = clientsOf(invocation);
        for (const client of clients) this.#calls.set(client, call);
        try {
          return await app.invoke(name, invocation);
        } finally {
          for (const client of clients) this.#calls.delete(client);
          wait(call);
        }
      },
    };
  }
}

function wait(call: Call): void {
  call.release?.();
  call.release = undefined;
}

function clientsOf({ inputs = {} }: Invocation): string[] {
  return Object.values(inputs)
    .map((input) => (input as { rpcBaseUrl?: string } | null | undefined)?.rpcBaseUrl)
    .filter((url) => url !== undefined)
    .map((url) => url.split('/').at(-2) ?? '');
}
