/** A value that an orchestrator gave cannot be written as JSON. */
export class NotJsonError extends Error {
  readonly code = 'NOT_JSON';

  constructor(cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
    this.name = 'NotJsonError';
  }
}

/** JSON text of a value; undefined where there is none, as for a function. @throws NotJsonError */
export function jsonText(value: unknown): string | undefined {
  try {
    return JSON.stringify(value);
  } catch (error) {
    throw new NotJsonError(error);
  }
}

/**
 * The same of an argument of which the SDK has made JSON text already where it was a string. So what turns
 * into a string by itself, a date above all, counts as text, too: that is how it reaches the extension.
 *
 * @throws NotJsonError
 */
export function argumentText(value: unknown): string | null {
  if (typeof value === 'string') return value;
  const text = jsonText(value) ?? null;
  return text?.startsWith('"') ? (JSON.parse(text) as string) : text;
}
