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
  for (const [token] of json.matchAll(/"(?:[^"\\]+|\\.)*"|[[{]|[\]}]/g)) {
    if (token === '[' || token === '{') depth++;
    else if (token === ']' || token === '}') depth--;
    if (depth > MAXIMUM_DEPTH) return true;
  }
  return false;
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

/** JSON without spaces between its parts; numbers and the order of keys stay as they were written. */
export function withoutSpaces(json: string): string {
  return json.replace(/("(?:[^"\\]+|\\.)*")|\s+/g, '$1');
}
