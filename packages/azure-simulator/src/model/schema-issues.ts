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
  const unknownField = issue.expected === 'never';
  return {
    field,
    expected: unknownField ? 'no such field' : (issue.expected ?? issue.message),
    received: issue.received,
  };
}
