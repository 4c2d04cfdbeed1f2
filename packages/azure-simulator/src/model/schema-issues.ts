import * as v from 'valibot';

/** One error in a JSON value. */
export interface SchemaIssue {
  /** Dotted path of the field, or `(body)`. */
  readonly field: string;
  readonly expected: string;
  readonly received: string;
}

/** Checks a value against a schema. Returns the errors instead of throwing. */
export function check<S extends v.GenericSchema>(
  schema: S,
  value: unknown,
):
  | { readonly value: v.InferOutput<S> }
  | { readonly issues: readonly SchemaIssue[]; readonly summary: string } {
  const result = v.safeParse(schema, value);
  if (result.success) return { value: result.output };
  const issues = result.issues.map(describe);
  const texts = issues.map((one) => `${one.field} must be ${one.expected}, but is ${one.received}`);
  return { issues, summary: texts.join('; ') };
}

function describe(issue: v.BaseIssue<unknown>): SchemaIssue {
  const field = v.getDotPath(issue) ?? '(body)';
  return { field, expected: expectedBy(issue), received: issue.received };
}

function expectedBy({ expected, message, received, path }: v.BaseIssue<unknown>): string {
  if (expected === 'never') return 'no such field';
  // The schema of an object expects the quoted name of a field that is missing.
  const isMissing = received === 'undefined' && expected === JSON.stringify(path?.at(-1)?.key);
  return isMissing ? 'given' : (expected ?? message);
}
