import type { CaptureView } from '../src/views/capture-view.ts';
import type { AppAddress } from './app-host.ts';

/** The app returned an unexpected response; the message quotes it. */
export class UnexpectedAnswerError extends Error {
  readonly code = 'UNEXPECTED_ANSWER';
}

/** Body of a capture request; see docs/capture-on-request.md. */
export interface CaptureOrder {
  target: string;
  seconds?: number | undefined;
  filters?: Record<string, string>[] | undefined;
  reason?: string | undefined;
  idempotencyKey?: string | undefined;
}

/** Client of the app's HTTP API. */
export class AppClient {
  readonly #address: Pick<AppAddress, 'app' | 'functionKey'>;

  constructor(address: Pick<AppAddress, 'app' | 'functionKey'>) {
    this.#address = address;
  }

  /** Calls a path below `/api/` with the function key. Returns any response. */
  call(path: string, init: RequestInit = {}): Promise<Response> {
    const headers = new Headers(init.headers);
    headers.set('x-functions-key', this.#address.functionKey);
    return fetch(`${this.#address.app}/api/${path}`, { ...init, headers });
  }

  /**
   * Posts an alert, as JSON text, that requests a capture.
   * @returns the id of the capture
   * @throws {UnexpectedAnswerError}
   */
  async postAlert(payload: string): Promise<string> {
    const response = await this.call('alerts', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: payload,
    });
    const { id } = await read<{ id: string }>(response, 202, 'POST /api/alerts');
    return id;
  }

  /**
   * Starts a capture without an alert.
   * @returns the id of the capture
   * @throws {UnexpectedAnswerError}
   */
  async postCapture({ idempotencyKey, ...order }: CaptureOrder): Promise<string> {
    const response = await this.call('captures', {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(idempotencyKey !== undefined && { 'idempotency-key': idempotencyKey }),
      },
      body: JSON.stringify(order),
    });
    const { id } = await read<{ id: string }>(response, 202, 'POST /api/captures');
    return id;
  }

  /**
   * Status of a capture, with its result after it has ended.
   * @throws {UnexpectedAnswerError}
   */
  async capture(id: string): Promise<CaptureView> {
    const path = `captures/${id}`;
    return read<CaptureView>(await this.call(path), 200, `GET /api/${path}`);
  }
}

async function read<T>(response: Response, expected: number, call: string): Promise<T> {
  const text = await response.text();
  if (response.status !== expected) {
    throw new UnexpectedAnswerError(`${call} answered ${response.status}: ${text || '(empty)'}`);
  }
  return JSON.parse(text) as T;
}
