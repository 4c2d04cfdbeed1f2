/** One call as the simulator's ledger tells it. */
export interface LedgerRow {
  method: string;
  operation?: string;
  status?: number;
  /** True for the PUT that created a session, and only for that one. */
  counted: boolean;
  session?: string;
}

/** A session as the simulator tells it, deleted ones included. */
export interface SessionRow {
  name: string;
  target: string;
  /** Whether a list of the watcher's sessions has it. */
  listed: boolean;
  storagePath: string;
}

/** The simulator's admin surface, for tests. */
export class SimulatorClient {
  readonly #url: string;

  constructor(url: string) {
    this.#url = `${url}/_simulator`;
  }

  describeMachine(machine: Record<string, unknown>): Promise<unknown> {
    return this.#send('PUT', 'virtual-machines', machine);
  }

  describeWatcher(watcher: Record<string, unknown>): Promise<unknown> {
    return this.#send('PUT', 'watchers', watcher);
  }

  addForeignSession(session: Record<string, unknown>): Promise<unknown> {
    return this.#send('PUT', 'sessions/foreign', session);
  }

  /** Has asynchronous operations end as soon as they are accepted. */
  beInstant(): Promise<unknown> {
    return this.#send('PUT', 'clock', { instant: true });
  }

  async addFault(fault: Record<string, unknown>): Promise<number> {
    return ((await this.#send('POST', 'faults', fault)) as { id: number }).id;
  }

  /** How often a fault was played. */
  async played(faultId: number): Promise<number> {
    const { value } = (await this.#send('GET', 'faults')) as {
      value: { id: number; played: number }[];
    };
    return value.find(({ id }) => id === faultId)?.played ?? 0;
  }

  clearFaults(): Promise<unknown> {
    return this.#send('DELETE', 'faults');
  }

  /** The calls so far, oldest first; `filter` is the query of `/_simulator/ledger`. */
  async ledger(filter: Record<string, string> = {}): Promise<LedgerRow[]> {
    const query = new URLSearchParams(filter).toString();
    return ((await this.#send('GET', `ledger?${query}`)) as { value: LedgerRow[] }).value;
  }

  /** All sessions of a machine that ever were. */
  async sessionsOf(vm: string): Promise<SessionRow[]> {
    const { value } = (await this.#send('GET', 'sessions')) as { value: SessionRow[] };
    return value.filter(({ target }) => target.toLowerCase() === vm.toLowerCase());
  }

  async #send(method: string, path: string, body?: unknown): Promise<unknown> {
    const response = await fetch(`${this.#url}/${path}`, {
      method,
      ...(body !== undefined && {
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${text}`);
    return text === '' ? undefined : JSON.parse(text);
  }
}
