import * as v from 'valibot';

/** The custom properties of a rule, as text; whatever else stands there is passed over. */
export const properties = v.pipe(
  v.optional(v.unknown(), null),
  v.transform((value): Record<string, string> => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return {};
    const texts = Object.entries(value).map(([name, held]) => [name, textOf(held)] as const);
    return Object.fromEntries(texts.filter(([, text]) => text !== ''));
  }),
);

function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  return value === null || value === undefined ? '' : JSON.stringify(value);
}
