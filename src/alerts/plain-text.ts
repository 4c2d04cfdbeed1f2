import { shorten } from './shorten.ts';

/** C0 controls, DEL, C1 controls, and the line separators of Unicode. */
const controls = /[\p{Cc}\u2028\u2029]+/gu;

/** Text for one line of a log or terminal, without control characters and at most `maxLength` long. */
export function plainText(text: string, maxLength: number): string {
  // Truncate first, so that the rest of a long text is not scanned.
  const start = text
    .slice(0, maxLength + 1)
    .toWellFormed()
    .replaceAll(controls, ' ')
    .trim();
  return shorten(start, maxLength);
}
