/** Levels of nesting that a body may have. A common alert has about ten. */
export const maxDepth = 32;

/**
 * Whether JSON is nested deeper than {@link maxDepth}. Without this check, whatever walks the value
 * by recursion runs out of stack.
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
