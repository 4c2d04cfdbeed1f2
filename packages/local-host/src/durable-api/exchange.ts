import type { IncomingHttpHeaders } from 'node:http';
import type { Clock } from '../clock/clock.ts';
import type { Engine } from '../engine/engine.ts';
import type { EngineProbe } from '../engine/engine-probe.ts';
import type { TaskHub } from '../task-hub/task-hub.ts';
import { isTooDeep, MAXIMUM_DEPTH } from './json-text.ts';
import type { ApiLocation } from './urls.ts';

/** Dependencies of the management API's handlers. */
export interface DurableApi {
  engine: Engine;
  hub: TaskHub;
  clock: Clock;
  hubName: string;
  /** Names of the registered entity functions. */
  entityNames: readonly string[];
  probe?: EngineProbe | undefined;
}

/** A request to the management API, over HTTP or within the process. */
export interface ApiRequest {
  method: string;
  url: URL;
  headers: IncomingHttpHeaders;
  /** Reads the body. */
  text: () => Promise<string>;
  /** Calls back when the client has disconnected or has its response. */
  onceLeft: (callback: () => void) => void;
}

/** A response of the management API. */
export interface ApiAnswer {
  status: number;
  headers: Record<string, string>;
  /** JSON, or empty. */
  body: string;
}

/** One request to the management API, with its path and location. */
export interface Exchange {
  api: DurableApi;
  request: ApiRequest;
  /** Decoded segments of the path below the API's root. */
  path: readonly string[];
  /** Location that the client used. URLs in responses begin with it. */
  location: ApiLocation;
}

/** Error that gives a response with a status and a JSON value, or without a body. */
export class Refusal extends Error {
  readonly status: number;
  readonly body: unknown;

  constructor(status: number, body?: unknown) {
    super(`Refused with ${status}`);
    this.name = 'Refusal';
    this.status = status;
    this.body = body;
  }
}

/** A response with JSON, or with an empty body. */
export function answer(
  status: number,
  value?: unknown,
  headers: Record<string, string> = {},
): ApiAnswer {
  if (value === undefined) return { status, headers, body: '' };
  return {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
    body: JSON.stringify(value),
  };
}

/** @throws Refusal 400 when the text is not JSON, or is nested too deep */
export function requireJson(text: string): string {
  if (isTooDeep(text)) throw invalidJson(`It is nested more than ${MAXIMUM_DEPTH} levels deep.`);
  try {
    JSON.parse(text);
    return text;
  } catch (error) {
    throw invalidJson((error as Error).message);
  }
}

function invalidJson(problem: string): Refusal {
  return new Refusal(400, {
    Message: 'Invalid JSON content',
    ExceptionMessage: problem,
    ExceptionType: 'Newtonsoft.Json.JsonReaderException',
    StackTrace: '',
  });
}

/** A boolean query parameter: `true` or `false` in any letter case, otherwise the default `otherwise`. */
export function flag(url: URL, name: string, otherwise: boolean): boolean {
  const value = url.searchParams.get(name)?.toLowerCase();
  if (value === 'true') return true;
  if (value === 'false') return false;
  return otherwise;
}

/** A date in the query as epoch ms; `undefined` when it is absent or not a date. */
export function date(url: URL, name: string): number | undefined {
  const time = Date.parse(url.searchParams.get(name) ?? '');
  return Number.isNaN(time) ? undefined : time;
}

/** `top` and the continuation token of a paged list. */
export function page({ request }: Exchange): { top: number | undefined; from?: string } {
  const top = Number.parseInt(request.url.searchParams.get('top') ?? '', 10);
  const token = request.headers['x-ms-continuation-token'];
  const from = typeof token === 'string' ? Buffer.from(token, 'base64').toString('utf8') : '';
  return { top: Number.isNaN(top) || top < 0 ? undefined : top, ...(from !== '' && { from }) };
}

/** Keeps the first `top` rows. The next row, if there is one, becomes the continuation token. */
export function cut<T extends { id: string }>(
  rows: T[],
  top: number | undefined,
): { rows: T[]; headers: Record<string, string> } {
  const next = top === undefined ? undefined : rows[top];
  if (!next) return { rows, headers: {} };
  const token = Buffer.from(next.id, 'utf8').toString('base64');
  return { rows: rows.slice(0, top), headers: { 'x-ms-continuation-token': token } };
}

/** Epoch ms as ISO 8601 UTC in whole seconds, the format of an instance's times in the extension. */
export function seconds(time: number): string {
  return `${new Date(time).toISOString().slice(0, 19)}Z`;
}
