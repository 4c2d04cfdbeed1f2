import * as v from 'valibot';
import { limits } from './limits.ts';
import { plainText } from './plain-text.ts';

/** The custom properties of a rule, as text. */
export const properties = v.pipe(
  v.optional(v.unknown(), null),
  v.transform((value): Record<string, string> => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return {};
    const texts = Object.entries(value)
      .slice(0, limits.properties)
      .map(([name, held]) => [plainText(name, limits.propertyNameLength), textOf(held)] as const);
    return Object.fromEntries(texts.filter(([name, text]) => name !== '' && text !== ''));
  }),
);

function textOf(value: unknown): string {
  if (value === null || value === undefined) return '';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return plainText(text, limits.propertyLength);
}
