import type { Target } from './target.ts';
import type { Unsupported } from './unsupported.ts';

/** An alert of Azure Monitor, whatever its schema. Times are ISO 8601 UTC. */
export interface Alert {
  /** The same for every delivery of one firing, and for no other firing. SHA-256 in hexadecimal. */
  identity: string;
  /** What a firing has in common with its resolution, when their identities differ. */
  series?: string;
  rule: string;
  /** `Sev0` (critical) to `Sev4` (verbose), where the schema has one. */
  severity?: string;
  description?: string;
  /** `test` is sent by the "Test action group" button: nothing has happened. */
  condition: 'fired' | 'resolved' | 'test';
  firedAt: string;
  /** Where the portal shows the alert: https. */
  link?: string;
  /** The machines that the alert is about, each once. */
  targets: Target[];
}

/** A parsed payload: the alert, and what else it says. */
export interface ParsedAlert extends Alert {
  /** The custom properties of the rule. */
  properties: Record<string, string>;
  /** Machines among the targets that Network Watcher cannot capture. */
  unsupported: Unsupported[];
  /** What of the payload could not be read, in sentences. */
  warnings: string[];
}

/** One field of a payload that is not as it must be. */
export interface FieldError {
  /** Path from the root, as in `data.essentials.firedDateTime`. */
  field: string;
  expected: string;
  got: string;
}

/** Thrown by the parsers for a payload that they cannot accept. */
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
