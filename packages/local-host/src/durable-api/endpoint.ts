import { randomBytes } from 'node:crypto';
import type { Mount } from '../http/server-options.ts';
import { answerDurableApi } from './durable-api.ts';
import type { ApiAnswer, ApiRequest, DurableApi } from './exchange.ts';
import { requestOverHttp, sendOverHttp } from './over-http.ts';
import { clientBinding, requiredQuery } from './urls.ts';
import type { WaitingClients } from './waiting-clients.ts';

const API_ROOT = '/runtime/webhooks/durabletask';

/** Options of {@link DurableEndpoint}. */
export interface EndpointOptions {
  api: DurableApi;
  clients: WaitingClients;
  systemKey: string;
  /** `http://127.0.0.1:PORT` while the host listens. */
  serverUrl: () => string | undefined;
}

/** Serves the management API over HTTP to callers with a key, and to the SDK's client in the app. */
export class DurableEndpoint {
  readonly mounts: readonly Mount[];
  readonly #options: EndpointOptions;
  readonly #query: string;
  // The SDK calls this root without a key, so the path is the secret.
  readonly #rpcRoot = `/durabletask/${randomBytes(24).toString('base64url')}`;

  constructor(options: EndpointOptions) {
    this.#options = options;
    this.#query = requiredQuery(options.api.hubName, options.systemKey);
    this.mounts = [
      mount(API_ROOT, 'system', (request) => this.#answer(request, API_ROOT)),
      mount(this.#rpcRoot, 'anonymous', (request) => this.#answerClient(request)),
    ];
  }

  /** The value of a `durableClient` binding. `requestedHost` is the host name that the caller used. */
  binding(requestedHost?: string) {
    const { api, clients, serverUrl } = this.#options;
    const url = serverUrl();
    const host = requestedHost ?? (url ? new URL(url).host : 'localhost');
    return clientBinding(
      api.hubName,
      { base: `http://${host}${API_ROOT}`, query: this.#query },
      `${url ?? ''}${this.#rpcRoot}/${clients.issue()}/`,
    );
  }

  #answer(request: ApiRequest, root: string): Promise<ApiAnswer | undefined> {
    const base = `${request.url.origin}${root}`;
    return answerDurableApi(this.#options.api, request, root, { base, query: this.#query });
  }

  #answerClient(request: ApiRequest): Promise<ApiAnswer | undefined> {
    const [client = ''] = request.url.pathname.slice(this.#rpcRoot.length + 1).split('/');
    return this.#options.clients.answer(client, request.method, () =>
      this.#answer(request, `${this.#rpcRoot}/${client}`),
    );
  }
}

function mount(
  prefix: string,
  access: Mount['access'],
  answerRequest: (request: ApiRequest) => Promise<ApiAnswer | undefined>,
): Mount {
  return {
    ...{ prefix, access },
    handle: async (request, response, url) =>
      sendOverHttp(response, await answerRequest(requestOverHttp(request, response, url))),
  };
}
