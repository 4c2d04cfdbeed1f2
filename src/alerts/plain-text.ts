/** C0 controls, DEL, C1 controls, and the line separators of Unicode. */
const controls = /[\p{Cc}\u2028\u2029]+/gu;

/** A text for one line of a log or a terminal: without control characters, and no longer than this. */
export function plainText(text: string, maxLength: number): string {
  // Cut first: the rest of a long text need not be read.
  const start = text
    .slice(0, maxLength + 1)
    .toWellFormed()
    .replaceAll(controls, ' ')
    .trim();
  return start.length > maxLength ? `${start.slice(0, maxLength - 1).toWellFormed()}…` : start;
}
