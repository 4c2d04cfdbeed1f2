import type { Target } from './target.ts';
import type { Unsupported } from './unsupported.ts';

/** An Azure Monitor alert of any schema. Times are ISO 8601 UTC. */
export interface Alert {
  /** Identity of one firing, equal for all its deliveries. SHA-256 in hexadecimal. */
  identity: string;
  /** Identity shared by a firing and its resolution, when their own identities differ. */
  series?: string;
  rule: string;
  /** `Sev0` (critical) to `Sev4` (verbose), where the schema has one. */
  severity?: string;
  description?: string;
  /** `test` comes from the "Test action group" button and reports no real event. */
  condition: 'fired' | 'resolved' | 'test';
  firedAt: string;
  /** HTTPS URL of the alert in the portal. */
  link?: string;
  /** The machines that the alert is about, without duplicates. */
  targets: Target[];
}

/** A parsed payload: the alert and its other information. */
export interface ParsedAlert extends Alert {
  /** The custom properties of the rule. */
  properties: Record<string, string>;
  /** Machines among the targets that Network Watcher cannot capture. */
  unsupported: Unsupported[];
  /** Parts of the payload that could not be read, as sentences. */
  warnings: string[];
}

/** An invalid field of a payload. */
export interface FieldError {
  /** Path from the root, such as `data.essentials.firedDateTime`. */
  field: string;
  expected: string;
  got: string;
}

/** Thrown by the parsers for an invalid payload. */
export class AlertError extends Error {
  override readonly name = 'AlertError';
  readonly code: 'UnknownSchema' | 'InvalidAlert' | 'TooManyTargets';
  readonly errors: readonly FieldError[];

  constructor(code: AlertError['code'], message: string, errors: readonly FieldError[]) {
    super(message);
    this.code = code;
    this.errors = errors;
  }
}
