/** Maximum number of wrong characters in a name for which another name is suggested. */
const mostEdits = 4;

/**
 * Warnings about variables that look like settings of the app but are not, each with the nearest name.
 *
 * @param env the environment
 * @param names all settings
 */
export function unknownSettings(
  env: Readonly<Record<string, string | undefined>>,
  names: readonly string[],
): string[] {
  return Object.keys(env)
    .filter((name) => name.startsWith('CAPTURE_') && !names.includes(name))
    .map((name) => {
      const [nearest] = names
        .map((known) => ({ known, edits: editsBetween(name, known) }))
        .sort((one, other) => one.edits - other.edits);
      const hint = nearest && nearest.edits <= mostEdits ? ` Is ${nearest.known} meant?` : '';
      return `${name} is not a setting of this app, and has no effect.${hint}`;
    });
}

/** Levenshtein distance: the number of characters to insert, delete or replace. */
function editsBetween(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (const [index, character] of one.split('').entries()) {
    const next = [index + 1];
    for (let at = 1; at <= other.length; at++) {
      const replaced = (row[at - 1] ?? 0) + (other[at - 1] === character ? 0 : 1);
      next.push(Math.min(replaced, (row[at] ?? 0) + 1, (next[at - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
