import type { Target } from './target.ts';

/** What Azure Monitor told us, whatever schema it used. Times are ISO 8601 UTC. */
export interface Alert {
  /** Stays the same however often, and by however many action groups, the alert is delivered. */
  identity: string;
  /** Where the alert has no id of its own: what its firing and its resolution have in common. */
  series?: string;
  rule: string;
  /** `Sev0` (critical) to `Sev4` (verbose), where the schema has one. */
  severity?: string;
  description?: string;
  /** `test` is sent by the "Test action group" button: nothing has happened. */
  condition: 'fired' | 'resolved' | 'test';
  firedAt: string;
  /** Where the alert is shown in the portal. */
  link?: string;
  /** The machines that the alert is about, each once; other resources are left out. */
  targets: Target[];
}

/** An alert as it came, with what its rule says besides. */
export interface ParsedAlert extends Alert {
  /** The custom properties of the rule. */
  properties: Record<string, string>;
}

/** One field of a payload that is not as it must be. */
export interface FieldError {
  /** Path from the root, as in `data.essentials.alertTargetIDs.0`. */
  field: string;
  expected: string;
  got: string;
}

/** Thrown by the parsers for a payload that they cannot understand. */
export class AlertError extends Error {
  override readonly name = 'AlertError';
  readonly code: 'UnknownSchema' | 'InvalidAlert';
  readonly errors: readonly FieldError[];

  constructor(code: AlertError['code'], message: string, errors: readonly FieldError[]) {
    super(message);
    this.code = code;
    this.errors = errors;
  }
}
