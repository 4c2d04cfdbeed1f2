import type { HttpResponseInit } from '@azure/functions';
import type { FieldError } from '../alerts/alert.ts';

/** Kinds of problem responses. Each is the last part of the document's `type`. */
export type ProblemKind =
  | 'malformed-json'
  | 'json-too-deep'
  | 'body-too-large'
  | 'unknown-schema'
  | 'invalid-alert'
  | 'too-many-targets'
  | 'invalid-capture'
  | 'target-not-allowed'
  | 'idempotency-key-reused'
  | 'invalid-query'
  | 'invalid-filter'
  | 'capture-not-found'
  | 'file-not-found'
  | 'packet-not-found'
  | 'capture-ended'
  | 'capture-running'
  | 'capture-ending'
  | 'invalid-event'
  | 'capture-starting'
  | 'not-signed-in'
  | 'cross-site'
  | 'unavailable'
  | 'internal-error';

interface ProblemInit {
  kind: ProblemKind;
  status: number;
  title: string;
  /** Advice for the caller. */
  detail: string;
  errors?: readonly FieldError[];
  retryAfterSeconds?: number;
}

/** Thrown by a trigger to return a problem document (RFC 9457). */
export class HttpProblem extends Error {
  override readonly name = 'HttpProblem';
  readonly code: ProblemKind;
  readonly response: HttpResponseInit;
  readonly #init: ProblemInit;

  constructor(init: ProblemInit) {
    const { kind, status, title, detail, errors, retryAfterSeconds } = init;
    super(detail);
    this.#init = init;
    this.code = kind;
    this.response = {
      status,
      headers: {
        'content-type': 'application/problem+json',
        ...(retryAfterSeconds !== undefined && { 'retry-after': String(retryAfterSeconds) }),
      },
      body: JSON.stringify({
        type: `urn:alert-capture:problem:${kind}`,
        title,
        status,
        detail,
        ...(errors && { errors }),
      }),
    };
  }

  /** This problem of the query with that of the body of the same request, in one answer. */
  withBody(ofBody: HttpProblem): HttpProblem {
    const body = ofBody.#init;
    const { errors = [], ...query } = this.#init;
    return new HttpProblem({
      ...query,
      title: `${query.title}. ${body.title}`,
      detail: `${query.detail} ${body.detail}`,
      errors: [...errors, ...(body.errors ?? [])],
    });
  }
}
