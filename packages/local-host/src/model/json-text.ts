/** A value from an orchestrator that cannot be written as JSON. */
export class NotJsonError extends Error {
  readonly code = 'NOT_JSON';

  constructor(cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
    this.name = 'NotJsonError';
  }
}

/** JSON text of a value; undefined if it has none, for example a function. @throws NotJsonError */
export function jsonText(value: unknown): string | undefined {
  try {
    return JSON.stringify(value);
  } catch (error) {
    throw new NotJsonError(error);
  }
}

/**
 * JSON text of an argument. The SDK has already converted a string argument to JSON text, so a string
 * is returned unchanged. A value that serialises to a string, mainly a date, is handled as a string
 * too, because it reaches the extension in that form.
 *
 * @throws NotJsonError
 */
export function argumentText(value: unknown): string | null {
  // Stryker disable next-line all: it only saves the way through JSON
  if (typeof value === 'string') return value;
  const text = jsonText(value) ?? null;
  // Stryker disable next-line MethodExpression: the text of a string ends with the mark too
  return text?.startsWith('"') ? (JSON.parse(text) as string) : text;
}
