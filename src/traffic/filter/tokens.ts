import { FilterError } from './filter-error.ts';

/** A word, number, address or operator of a filter. */
export interface Token {
  text: string;
  position: number;
}

const longestFilter = 2000;
const pattern = /\s*(?:(&&|\|\||[=!<>]=|[()[\]!&|=<>])|([\w.:/-]+(?:\+[\d:]+)?))/y;

/**
 * Splits a filter into tokens.
 *
 * @throws {FilterError} at an invalid character.
 */
export function tokensOf(filter: string): Token[] {
  if (filter.length > longestFilter) {
    throw new FilterError(
      filter.slice(0, 60),
      0,
      `A filter has at most ${longestFilter} characters.`,
    );
  }
  const tokens: Token[] = [];
  let at = 0;
  for (;;) {
    while (/\s/.test(filter[at] ?? '')) at += 1;
    if (at >= filter.length) return tokens;
    pattern.lastIndex = at;
    const found = pattern.exec(filter);
    const text = found?.[1] ?? found?.[2];
    if (text === undefined)
      throw new FilterError(filter, at, `"${filter[at] ?? ''}" is not part of the language.`);
    tokens.push({ text, position: at });
    at = pattern.lastIndex;
  }
}
