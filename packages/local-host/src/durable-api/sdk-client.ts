import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { ApiAnswer, ApiRequest } from './exchange.ts';

/** What answers the requests below a URL. */
type Answerer = (request: ApiRequest) => Promise<ApiAnswer>;

/** A request of axios on its way out, its body written already. */
interface AxiosRequest {
  method?: string;
  url?: string;
  data?: string | Uint8Array | null;
  headers: Record<string, string | number | boolean | null | undefined>;
}

type AxiosAdapter = (request: AxiosRequest) => Promise<object>;

/** What we use of axios, which the SDK's client sends its requests with. */
interface Axios {
  defaults: { adapter?: unknown };
  getAdapter?(adapter: unknown): AxiosAdapter;
}

const answerers = new Map<string, Answerer>();
const prepared = new WeakSet<Axios>();

/**
 * Answers what the SDK's client of an app asks below a URL without sending it anywhere: each alert asks
 * twice, and most of its way over HTTP is spent in writing and reading what both sides have in memory. An
 * app that brings the SDK in a bundle asks over HTTP.
 *
 * @returns what ends it
 */
export function answerSdkClient(
  appDirectory: string,
  rootUrl: string,
  answer: Answerer,
): () => void {
  const axios = axiosOf(appDirectory);
  if (!axios?.getAdapter) return () => undefined;
  answerers.set(rootUrl, answer);
  if (!prepared.has(axios)) {
    prepared.add(axios);
    const send = axios.getAdapter(axios.defaults.adapter);
    axios.defaults.adapter = (request: AxiosRequest) => answerHere(request) ?? send(request);
  }
  return () => answerers.delete(rootUrl);
}

/** The axios that the app's SDK has loaded, if it has. */
function axiosOf(appDirectory: string): Axios | undefined {
  try {
    const sdk = createRequire(join(appDirectory, 'package.json')).resolve('durable-functions');
    const require = createRequire(sdk);
    const file = require.resolve('axios');
    return require.cache[file] && (require(file) as Axios);
  } catch {
    return undefined;
  }
}

function answerHere(request: AxiosRequest): Promise<object> | undefined {
  const { url = '', method = 'GET', data } = request;
  const answerer = [...answerers].find(([root]) => url.startsWith(root))?.[1];
  if (!answerer) return undefined;
  const answered = answerer({
    method: method.toUpperCase(),
    url: new URL(url),
    headers: headersOf(request),
    text: () => Promise.resolve(textOf(data)),
    onceLeft: () => undefined,
  });
  // The SDK takes any status.
  return answered.then(({ status, headers, body }) => ({
    ...{ status, statusText: '', headers, data: body },
    ...{ config: request, request: {} },
  }));
}

/** Without those that axios has taken out again. */
function headersOf({ headers }: AxiosRequest): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value === undefined || value === null || value === false) continue;
    kept[name.toLowerCase()] = String(value);
  }
  return kept;
}

function textOf(data: AxiosRequest['data']): string {
  if (data === undefined || data === null) return '';
  return typeof data === 'string' ? data : Buffer.from(data).toString('utf8');
}
