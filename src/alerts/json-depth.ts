/** Maximum nesting depth of a body. A common alert has about ten levels. */
export const maxDepth = 32;

/**
 * True when JSON is nested deeper than {@link maxDepth}, which could overflow the stack of recursive
 * functions.
 */
export function isTooDeep(value: unknown): boolean {
  let level: unknown[] = [value];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > maxDepth) return true;
    level = level.flatMap((item): unknown[] =>
      typeof item === 'object' && item !== null ? Object.values(item) : [],
    );
  }
  return false;
}
