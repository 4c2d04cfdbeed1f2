import * as v from 'valibot';
import type { FieldError } from './alert.ts';
import { AlertError } from './alert.ts';
import type { ResourceId } from './resource-id.ts';
import { parseResourceId } from './resource-id.ts';

/** A string that says something. */
export const text = v.pipe(v.string('a string'), v.nonEmpty('a string that is not empty'));

/** A string, or nothing at all; Azure Monitor leaves out, empties and nulls alike. */
export const optionalText = v.pipe(
  v.nullish(v.string('a string'), undefined),
  v.transform((value) => value || undefined),
);

/** A time in ISO 8601, as ISO 8601 UTC in milliseconds. */
export const time = v.pipe(
  v.string('a time in ISO 8601'),
  v.check((value) => !Number.isNaN(Date.parse(value)), 'a time in ISO 8601'),
  v.transform((value) => new Date(value).toISOString()),
);

const aResourceId = 'a resource id: /subscriptions/…/providers/…';

/** A resource id, parsed. */
export const resourceId = v.pipe(
  v.string('a resource id'),
  v.rawTransform(({ dataset, addIssue, NEVER }): ResourceId => {
    const parsed = parseResourceId(dataset.value);
    if (parsed !== undefined) return parsed;
    addIssue({ message: aResourceId });
    return NEVER;
  }),
);

/** A resource id, parsed, or a bare name as it is; undefined for nothing at all. */
export const resourceIdOrName = v.pipe(
  optionalText,
  v.rawTransform(({ dataset, addIssue, NEVER }): ResourceId | string | undefined => {
    if (!dataset.value?.startsWith('/')) return dataset.value;
    const parsed = parseResourceId(dataset.value);
    if (parsed !== undefined) return parsed;
    addIssue({ message: aResourceId });
    return NEVER;
  }),
);

/** An object with at least these entries. */
export const fields = <const E extends v.ObjectEntries>(entries: E): v.ObjectSchema<E, string> =>
  v.object(entries, 'an object');

/**
 * Reads a payload by a schema whose messages say what is expected.
 *
 * @throws {AlertError} `InvalidAlert`, naming every field that is not as it must be.
 */
export function readFields<S extends v.GenericSchema>(schema: S, body: unknown): v.InferOutput<S> {
  const parsed = v.safeParse(schema, body, { abortPipeEarly: true });
  if (parsed.success) return parsed.output;
  const errors = parsed.issues.map((issue): FieldError => ({
    field: v.getDotPath(issue) ?? '',
    expected: missingKey(issue) ?? issue.message,
    got: shorten(issue.input),
  }));
  throw new AlertError(
    'InvalidAlert',
    'The alert lacks what its schema says it must have.',
    errors,
  );
}

/** For a key that is absent, valibot gives the object's message, not that of the entry. */
function missingKey(issue: v.BaseIssue<unknown>): string | undefined {
  return issue.type === 'object' && issue.path !== undefined && issue.input === undefined
    ? 'this field to be present'
    : undefined;
}

function shorten(value: unknown): string {
  const shown = value === undefined ? 'nothing' : JSON.stringify(value);
  return shown.length > 120 ? `${shown.slice(0, 120)}…` : shown;
}
