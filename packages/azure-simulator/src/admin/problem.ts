import type { Context } from 'hono';
import type * as v from 'valibot';
import { check, type SchemaIssue } from '../model/schema-issues.ts';

/** Invalid input to the admin API. Returned as a problem document (RFC 9457). */
export class AdminProblem extends Error {
  override readonly name = 'AdminProblem';
  readonly code = 'AdminProblem';
  readonly status: 400 | 404;
  readonly issues: readonly SchemaIssue[];

  constructor(status: 400 | 404, detail: string, issues: readonly SchemaIssue[] = []) {
    super(detail);
    this.status = status;
    this.issues = issues;
  }
}

/** The problem as `application/problem+json`. */
export function problemResponse(problem: AdminProblem): Response {
  const { status, message: detail, issues: errors } = problem;
  const title = status === 404 ? 'Not found' : 'Bad request';
  return Response.json(
    { type: 'about:blank', title, status, detail, ...(errors.length > 0 && { errors }) },
    { status, headers: { 'Content-Type': 'application/problem+json' } },
  );
}

/**
 * The JSON body of a request.
 * @throws {AdminProblem} with each invalid field and its allowed values.
 */
export async function readBody<S extends v.GenericSchema>(
  c: Context,
  schema: S,
): Promise<v.InferOutput<S>> {
  const text = await c.req.text();
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new AdminProblem(400, `The body must be JSON, but is: ${text.slice(0, 80) || '(empty)'}`);
  }
  return checked(schema, value, 'The body');
}

/**
 * The query of a request, checked against the schema.
 * @throws {AdminProblem} for an invalid or unknown parameter.
 */
export function readQuery<S extends v.GenericSchema>(c: Context, schema: S): v.InferOutput<S> {
  return checked(schema, c.req.query(), 'The query');
}

function checked<S extends v.GenericSchema>(
  schema: S,
  value: unknown,
  what: string,
): v.InferOutput<S> {
  const result = check(schema, value);
  if ('value' in result) return result.value;
  throw new AdminProblem(400, `${what} is not as expected: ${result.summary}.`, result.issues);
}
