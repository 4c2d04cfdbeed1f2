import * as v from 'valibot';
import type { FieldError } from './alert.ts';
import { AlertError } from './alert.ts';
import { limits } from './limits.ts';
import { plainText } from './plain-text.ts';

/** A non-empty string that identifies something, so it is kept unchanged. */
export const text = v.pipe(v.string('a string'), v.nonEmpty('a string that is not empty'));

/** Text for display; undefined when absent or not a string. */
export const label = (maxLength: number) =>
  v.pipe(
    v.optional(v.unknown(), null),
    v.transform((value): string | undefined => {
      const shown = typeof value === 'number' ? String(value) : value;
      return typeof shown === 'string' ? plainText(shown, maxLength) || undefined : undefined;
    }),
  );

/** An https link for display; undefined for anything else. */
export const link = v.pipe(
  v.optional(v.unknown(), null),
  v.transform((value): string | undefined => {
    if (typeof value !== 'string' || value.length > limits.linkLength) return undefined;
    const url = URL.parse(value);
    return url?.protocol === 'https:' ? url.href : undefined;
  }),
);

/** One word of a known set, matched without regard to case. */
export const word = <const W extends string>(words: readonly W[]) =>
  v.pipe(
    v.string(quoted(words)),
    v.rawTransform(({ dataset, addIssue, NEVER }): W => {
      const found = words.find((one) => one.toLowerCase() === dataset.value.toLowerCase());
      if (found !== undefined) return found;
      addIssue({ message: quoted(words) });
      return NEVER;
    }),
  );

const quoted = (words: readonly string[]): string => words.map((one) => `"${one}"`).join(' or ');

const aTime = 'a time in ISO 8601';
const zone = /(?:Z|UTC|GMT|[+-]\d\d:?\d\d)$/i;

/** A time as ISO 8601 UTC with milliseconds. A time without a zone, such as `3/22/2019 1:36:31 PM`, is UTC. */
export const time = v.pipe(
  v.string(aTime),
  v.rawTransform(({ dataset, addIssue, NEVER }): string => {
    const given = dataset.value.slice(0, limits.wordLength).trim();
    const utc = zone.test(given) ? given : given + (given.includes('T') ? 'Z' : ' UTC');
    const parsed = new Date(utc);
    if (!Number.isNaN(parsed.getTime()) && parsed.getTime() >= 0) return parsed.toISOString();
    addIssue({ message: aTime });
    return NEVER;
  }),
);

/** The strings of a list, or a single string. */
export const strings = v.pipe(
  v.optional(v.unknown(), null),
  v.transform((value): string[] =>
    [value].flat().filter((item): item is string => typeof item === 'string' && item !== ''),
  ),
);

/** The value read by a schema; a fallback when the value is absent or invalid. */
export const readable = <S extends v.GenericSchema, O>(schema: S, otherwise: O) =>
  v.pipe(
    v.optional(v.unknown(), null),
    v.transform((value): v.InferOutput<S> | O => {
      const parsed = v.safeParse(schema, value);
      return parsed.success ? parsed.output : otherwise;
    }),
  );

/** The items of a list that a schema accepts. A value without its list counts as a list of one. */
export const readableItems = <S extends v.GenericSchema>(schema: S) =>
  v.pipe(
    v.optional(v.unknown(), null),
    v.transform((value): v.InferOutput<S>[] =>
      [value].flat().flatMap((item) => {
        const parsed = v.safeParse(schema, item);
        return parsed.success ? [parsed.output] : [];
      }),
    ),
  );

const anObject = 'an object';

/** True for an object that is not a list. */
export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** An object with at least these entries. Field names match without regard to case. */
export function fields<const E extends v.ObjectEntries>(entries: E) {
  const names = new Map(Object.keys(entries).map((name) => [name.toLowerCase(), name]));
  return v.pipe(
    v.custom<Record<string, unknown>>(isObject, anObject),
    v.transform((value) => rename(value, names)),
    v.object(entries, anObject),
  );
}

function rename(
  value: Record<string, unknown>,
  names: ReadonlyMap<string, string>,
): Record<string, unknown> {
  const renamed: Record<string, unknown> = {};
  for (const [key, held] of Object.entries(value)) {
    const name = names.get(key.toLowerCase());
    if (name === undefined) continue;
    if (key === name || !Object.hasOwn(renamed, name)) renamed[name] = held;
  }
  return renamed;
}

/** The value of a field, found without regard to case; undefined when absent. */
export function fieldOf(value: unknown, name: string): unknown {
  if (!isObject(value)) return undefined;
  return rename(value, new Map([[name.toLowerCase(), name]]))[name];
}

/**
 * Reads a payload with a schema whose messages state the expected values.
 *
 * @throws {AlertError} `InvalidAlert`, with every invalid field.
 */
export function readFields<S extends v.GenericSchema>(schema: S, body: unknown): v.InferOutput<S> {
  const parsed = v.safeParse(schema, body, { abortPipeEarly: true });
  if (parsed.success) return parsed.output;
  const errors = parsed.issues.map((issue): FieldError => ({
    field: v.getDotPath(issue) ?? '',
    expected: missingKey(issue) ?? issue.message,
    got: shown(issue.input),
  }));
  throw new AlertError('InvalidAlert', 'The alert lacks fields that its schema requires.', errors);
}

/** For a missing key, valibot reports the object's message instead of the entry's. */
function missingKey(issue: v.BaseIssue<unknown>): string | undefined {
  return issue.type === 'object' && issue.path !== undefined && issue.input === undefined
    ? 'this field to be present'
    : undefined;
}

/** A value as JSON, shortened for an error message. */
export const shown = (value: unknown): string =>
  value === undefined ? 'nothing' : plainText(JSON.stringify(value), 120);
