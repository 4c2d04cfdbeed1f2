import type { CaptureView } from '../src/views/capture-view.ts';
import type { AppAddress } from './app-host.ts';

/** The app answered otherwise than it should; the message quotes the answer. */
export class UnexpectedAnswerError extends Error {
  readonly code = 'UNEXPECTED_ANSWER';
}

/** What to capture; see docs/capture-on-request.md. */
export interface CaptureOrder {
  target: string;
  seconds?: number | undefined;
  filters?: Record<string, string>[] | undefined;
  reason?: string | undefined;
  idempotencyKey?: string | undefined;
}

/** The app's own HTTP surface, as its callers use it. */
export class AppClient {
  readonly #address: Pick<AppAddress, 'app' | 'functionKey'>;

  constructor(address: Pick<AppAddress, 'app' | 'functionKey'>) {
    this.#address = address;
  }

  /** Calls a path below `/api/` with the function key, and gives whatever comes. */
  call(path: string, init: RequestInit = {}): Promise<Response> {
    const headers = new Headers(init.headers);
    headers.set('x-functions-key', this.#address.functionKey);
    return fetch(`${this.#address.app}/api/${path}`, { ...init, headers });
  }

  /**
   * Posts the JSON text of an alert that asks for a capture.
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
   * How far a capture is, or how it ended.
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
