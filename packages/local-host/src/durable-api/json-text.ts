/**
 * Maximum nesting depth of JSON. `JSON.stringify` is recursive: it overflows the stack at some thousand
 * levels, so not every value that can be parsed can be written again.
 */
export const MAXIMUM_DEPTH = 1000;

/** Whether JSON text is nested deeper than {@link MAXIMUM_DEPTH}. */
export function isTooDeep(json: string): boolean {
  const openings = json.length > MAXIMUM_DEPTH && json.match(/[[{]/g);
  if (!openings || openings.length <= MAXIMUM_DEPTH) return false;
  let depth = 0;
  for (let at = 0; at < json.length; at++) {
    const character = json[at];
    if (character === '"') at = lastOfString(json, at);
    else if (character === '[' || character === '{') depth++;
    else if (character === ']' || character === '}') depth--;
    if (depth > MAXIMUM_DEPTH) return true;
  }
  return false;
}

/** Index of the quote that closes the string at `start`, or past the end of the text if it is not closed. */
function lastOfString(json: string, start: number): number {
  let at = start + 1;
  while (at < json.length && json[at] !== '"') at += json[at] === '\\' ? 2 : 1;
  return at;
}

/**
 * A stored value for a response. It is text when it is nested too deep, or not JSON because the row was
 * edited by hand: one bad instance must not make a whole list fail.
 */
export function shownValue(json: string | null): unknown {
  if (json === null || isTooDeep(json)) return json;
  try {
    return JSON.parse(json) as unknown;
  } catch {
    return json;
  }
}

/** Removes whitespace between the tokens of JSON text. Does not change numbers or the order of keys. */
export function withoutSpaces(json: string): string {
  const kept: string[] = [];
  let from = 0;
  for (let at = 0; at < json.length; at++) {
    if (json[at] === '"') at = lastOfString(json, at);
    else if (/\s/.test(json[at] ?? '')) {
      kept.push(json.slice(from, at));
      from = at + 1;
    }
  }
  return kept.join('') + json.slice(from);
}
