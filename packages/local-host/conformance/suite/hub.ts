import { setTimeout as pause } from 'node:timers/promises';
import { send, type Answer } from './send.ts';
import type { Target } from './target.ts';

const API = '/runtime/webhooks/durabletask';

interface ListedInstance {
  instanceId: string;
  runtimeStatus: string;
}

interface Status {
  runtimeStatus: string;
  customStatus: unknown;
  input: unknown;
  historyEvents?: unknown[];
}

/** Brings a host's task hub into the state in which a recorded request found it. */
export class Hub {
  readonly target: Target;
  readonly #patienceSeconds: number;

  /** `patienceSeconds` is how long to wait for an expected state. */
  constructor(target: Target, patienceSeconds: number) {
    this.target = target;
    this.#patienceSeconds = patienceSeconds;
  }

  /** Starts an instance through the app, with the SDK's client, and waits until it has started. */
  async start(orchestrator: string, id: string, input?: unknown): Promise<void> {
    const path = `/api/orchestrators/${orchestrator}?id=${encodeURIComponent(id)}`;
    await this.#post(path, input === undefined ? '' : JSON.stringify(input));
    await this.reach(id, ({ runtimeStatus }) => runtimeStatus !== 'Pending');
  }

  /** Starts an instance through the management API, with the unchanged text of the input. */
  async startRaw(orchestrator: string, id: string, input: string): Promise<void> {
    await this.#post(this.path(`/orchestrators/${orchestrator}/${id}`), input);
  }

  async raise(id: string, event: string, data: unknown): Promise<void> {
    await this.#post(this.path(`/instances/${id}/raiseEvent/${event}`), JSON.stringify(data));
  }

  async terminate(id: string, reason?: string): Promise<void> {
    const query = reason === undefined ? '' : `reason=${reason}&`;
    await this.#post(this.path(`/instances/${id}/terminate`, query), '');
  }

  async signal(entity: string, key: string, operation: string, input?: unknown): Promise<void> {
    const text = input === undefined ? '' : JSON.stringify(input);
    await this.#post(this.path(`/entities/${entity}/${key}`, `op=${operation}&`), text);
  }

  /** Terminates and removes all instances and entities. */
  async clear(): Promise<void> {
    const { body } = await this.get(this.path('/instances'));
    for (const { instanceId, runtimeStatus } of JSON.parse(body) as ListedInstance[]) {
      const id = encodeURIComponent(instanceId);
      if (/Running|Pending|Suspended/.test(runtimeStatus) && !instanceId.startsWith('@')) {
        await this.terminate(id);
        await this.reach(instanceId, (status) => status.runtimeStatus === 'Terminated');
      }
      await this.#send('DELETE', this.path(`/instances/${id}`), '');
    }
  }

  /** Waits until an instance's status meets a condition. */
  async reach(id: string, isReached: (status: Status) => boolean): Promise<void> {
    const query = 'showHistory=true&';
    const path = this.path(`/instances/${encodeURIComponent(id)}`, query);
    const deadline = Date.now() + this.#patienceSeconds * 1000;
    for (let wait = 5; ; wait = Math.min(2 * wait, 100)) {
      const { status, body } = await this.get(path);
      if (status !== 404 && isReached(JSON.parse(body) as Status)) return;
      if (Date.now() > deadline) {
        throw new Error(`${id} did not come as far as it should; it is at ${body.slice(0, 300)}`);
      }
      await pause(wait);
    }
  }

  get(path: string): Promise<Answer> {
    return send(this.target.url, { firstLine: `GET ${path}`, headers: new Map(), body: '' });
  }

  /** Path of the management API for an operation and query. */
  path(operation: string, query = ''): string {
    return `${API}${operation}?${query}code=${this.target.keys.system}`;
  }

  #post(path: string, body: string): Promise<void> {
    return this.#send('POST', path, body);
  }

  async #send(method: string, path: string, body: string): Promise<void> {
    const bytes = Buffer.from(body).toString('latin1');
    const headers = new Map([['content-length', `${bytes.length}`]]);
    if (body !== '') headers.set('content-type', 'application/json');
    const firstLine = `${method} ${path}`;
    const answer = await send(this.target.url, { firstLine, headers, body: bytes });
    if (answer.status >= 300) {
      throw new Error(`${firstLine} answered ${answer.status}: ${answer.body}`);
    }
  }
}
