/** One call in the simulator's ledger. */
export interface LedgerRow {
  method: string;
  path: string;
  /** Real time: epoch ms, with fractions. */
  receivedAt: number;
  /** The required Azure RBAC action. */
  action?: string;
  operation?: string;
  status?: number;
  /** True only for the PUT that created a session. */
  counted: boolean;
  session?: string;
}

/** A session of the simulator, also a deleted one. */
export interface SessionRow {
  id: string;
  name: string;
  target: string;
  /** Whether the watcher lists it. */
  listed: boolean;
  storagePath: string;
  /** The properties of its creation, with defaults for omitted ones. */
  requested: Record<string, unknown>;
  createdAt: string;
}

/** Number of sessions that a watcher lists, and its maximum so far. */
export interface WatcherRow {
  watcher: string;
  sessions: number;
  listed: number;
  peakListed: number;
}

/** The simulator's admin API, for tests. */
export class SimulatorClient {
  readonly #url: string;

  constructor(url: string) {
    this.#url = `${url}/_simulator`;
  }

  describeMachine(machine: Record<string, unknown>): Promise<unknown> {
    return this.#send('PUT', 'virtual-machines', machine);
  }

  describeScaleSet(set: Record<string, unknown>): Promise<unknown> {
    return this.#send('PUT', 'scale-sets', set);
  }

  describeWatcher(watcher: Record<string, unknown>): Promise<unknown> {
    return this.#send('PUT', 'watchers', watcher);
  }

  addForeignSession(session: Record<string, unknown>): Promise<unknown> {
    return this.#send('PUT', 'sessions/foreign', session);
  }

  /** Completes asynchronous operations at once. */
  beInstant(): Promise<unknown> {
    return this.#send('PUT', 'clock', { instant: true });
  }

  async addFault(fault: Record<string, unknown>): Promise<number> {
    return ((await this.#send('POST', 'faults', fault)) as { id: number }).id;
  }

  /** Number of times that a fault was applied. */
  async played(faultId: number): Promise<number> {
    const { value } = (await this.#send('GET', 'faults')) as {
      value: { id: number; played: number }[];
    };
    return value.find(({ id }) => id === faultId)?.played ?? 0;
  }

  clearFaults(): Promise<unknown> {
    return this.#send('DELETE', 'faults');
  }

  /** The calls so far, oldest first. `filter` is the query of `/_simulator/ledger`. */
  async ledger(filter: Record<string, string> = {}): Promise<LedgerRow[]> {
    const query = new URLSearchParams(filter).toString();
    return ((await this.#send('GET', `ledger?${query}`)) as { value: LedgerRow[] }).value;
  }

  /** All sessions, including deleted ones, and the watchers that have or had sessions. */
  async sessions(): Promise<{ value: SessionRow[]; watchers: WatcherRow[] }> {
    return (await this.#send('GET', 'sessions')) as { value: SessionRow[]; watchers: WatcherRow[] };
  }

  /** All sessions of a machine, including deleted ones. */
  async sessionsOf(vm: string): Promise<SessionRow[]> {
    const { value } = await this.sessions();
    return value.filter(({ target }) => target.toLowerCase() === vm.toLowerCase());
  }

  /** The only watcher of a subscription that has or had sessions. */
  async watcherOf(subscriptionId: string): Promise<WatcherRow | undefined> {
    const { watchers } = await this.sessions();
    return watchers.find(({ watcher }) => watcher.includes(subscriptionId));
  }

  /** Sets the speed of the simulated time. */
  setClock(clock: { scale?: number; instant?: boolean }): Promise<unknown> {
    return this.#send('PUT', 'clock', clock);
  }

  describeStorageAccount(account: Record<string, unknown>): Promise<unknown> {
    return this.#send('PUT', 'storage-accounts', account);
  }

  /** Creates a session, as the app does. */
  async createSession({ id, requested: properties }: Pick<SessionRow, 'id' | 'requested'>) {
    const response = await fetch(`${new URL(this.#url).origin}${id}?api-version=2026-01-01`, {
      method: 'PUT',
      headers: { authorization: 'Bearer app', 'content-type': 'application/json' },
      body: JSON.stringify({ properties }),
    });
    if (!response.ok) throw new Error(`PUT ${id} answered ${response.status}`);
  }

  /** Deletes a session as another client. */
  async deleteSessionNamed(name: string, subscriptionId: string): Promise<void> {
    const { value } = await this.sessions();
    const found = value.find((row) => row.name === name && row.id.includes(subscriptionId));
    if (found === undefined) throw new Error(`There is no session ${name}.`);
    const { id } = found;
    const response = await fetch(`${new URL(this.#url).origin}${id}?api-version=2026-01-01`, {
      method: 'DELETE',
      headers: { authorization: 'Bearer another-client' },
    });
    if (!response.ok) throw new Error(`DELETE ${id} answered ${response.status}`);
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
