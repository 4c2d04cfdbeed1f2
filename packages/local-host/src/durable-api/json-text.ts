/**
 * How deep JSON may be nested. `JSON.stringify` calls itself for each level, so that a value that
 * could be read cannot always be written: at some thousand levels the stack ends.
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

/** Index of the quote that closes the string at `start`; past the end of the text if none does. */
function lastOfString(json: string, start: number): number {
  let at = start + 1;
  while (at < json.length && json[at] !== '"') at += json[at] === '\\' ? 2 : 1;
  return at;
}

/**
 * A stored value as it stands in an answer; as text where it is too deep, or no JSON since the row
 * was edited by hand: a list must not fail by one instance.
 */
export function shownValue(json: string | null): unknown {
  if (json === null || isTooDeep(json)) return json;
  try {
    return JSON.parse(json) as unknown;
  } catch {
    return json;
  }
}

/** Removes the whitespace between the tokens of JSON text; numbers and the order of keys stay as written. */
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
