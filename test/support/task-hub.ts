import type { AppAddress } from '../../commands/app-host.ts';

/** Client of the Durable extension's management API. */
export class TaskHub {
  readonly #root: string;
  readonly #key: string;

  constructor({ app, systemKey }: AppAddress) {
    this.#root = `${app}/runtime/webhooks/durabletask/instances`;
    this.#key = systemKey;
  }

  /** The status of an instance with its history; undefined when it does not exist. */
  async history(id: string): Promise<Record<string, unknown> | undefined> {
    const query = 'showInput=true&showHistory=true&showHistoryOutput=true';
    const response = await this.#call('GET', `${id}?${query}`);
    return response.status === 404
      ? undefined
      : ((await response.json()) as Record<string, unknown>);
  }

  async terminate(id: string): Promise<void> {
    await this.#call('POST', `${id}/terminate?reason=by%20hand`);
  }

  async purge(id: string): Promise<void> {
    await this.#call('DELETE', `${id}?`);
  }

  async #call(method: string, path: string): Promise<Response> {
    const response = await fetch(`${this.#root}/${path}&code=${this.#key}`, { method });
    if (!response.ok && response.status !== 404) {
      throw new Error(`${method} ${path} answered ${response.status}: ${await response.text()}`);
    }
    return response;
  }
}
