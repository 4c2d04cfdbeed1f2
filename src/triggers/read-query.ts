import * as v from 'valibot';
import type { FieldError } from '../alerts/alert.ts';
import { HttpProblem } from './problem.ts';
import { shorten } from '../alerts/shorten.ts';

/** A schema of query parameters. Each is an optional string. */
export type QuerySchema = v.ObjectSchema<v.ObjectEntries, undefined>;

/** Parameters that every call may have: the function key and its client id. */
const always = ['code', 'clientId'];

/**
 * Checks the query of a request. The message of each check states the expected value.
 *
 * @throws {HttpProblem} `invalid-query`, with all errors of the query.
 */
export function readQuery<Schema extends QuerySchema>(
  schema: Schema,
  query: URLSearchParams,
): v.InferOutput<Schema> {
  const names = Object.keys(schema.entries);
  const given = Object.fromEntries(
    [...query].filter(([name, value]) => value !== '' && names.includes(name)),
  );
  const expected =
    names.length > 0 ? `one of ${names.join(', ')}` : 'absent: this call has no parameters';
  const unknown = [...new Set(query.keys())]
    .filter((name) => !names.includes(name) && !always.includes(name))
    .map((name): FieldError => ({
      field: shorten(name, 120),
      expected,
      got: 'an unknown parameter',
    }));
  const read = v.safeParse(schema, given, { abortPipeEarly: true });
  const invalid = (read.issues ?? []).map((issue): FieldError => {
    const field = v.getDotPath(issue) ?? '';
    return { field, expected: issue.message, got: shorten(JSON.stringify(given[field]), 120) };
  });
  const errors = [...unknown, ...invalid];
  if (read.success && errors.length === 0) return read.output;
  throw new HttpProblem({
    kind: 'invalid-query',
    status: 400,
    title: 'The query is not valid',
    detail: errors.map(({ field, expected }) => `${field} must be ${expected}.`).join(' '),
    errors,
  });
}
