/** What every line says first: which instance, which alert, which machine. */
export interface LogSubject {
  instanceId: string;
  /** Name of the alert rule. */
  alert: string;
  /** Resource ids, with spaces between them. */
  vm: string;
}

/**
 * A line of the log: one JSON object, since the Functions host takes the message of a Node worker as
 * text, and puts level, function and invocation beside it. `parse_json(message)` reads it in a query.
 */
export function logLine(event: string, subject: LogSubject & Record<string, unknown>): string {
  const fields = { event, ...subject };
  const line = JSON.stringify(fields);
  const safe = mayHoldSecrets.test(line)
    ? JSON.stringify(fields, (_, value: unknown) =>
        typeof value === 'string' ? redact(value) : value,
      )
    : line;
  return safe.replaceAll(/[\u007f-\u009f]/g, escape);
}

/** JSON escapes the C0 controls alone; terminals act upon DEL and the C1 controls too. */
const escape = (control: string): string =>
  `\\u${control.charCodeAt(0).toString(16).padStart(4, '0')}`;

/** What every secret that {@link redact} finds contains; most lines do not. */
const mayHoldSecrets = /[?=]|bearer|slack/i;

/**
 * Removes what looks like a secret: queries of URLs, keys, tokens, and the paths of Slack's webhooks.
 * Takes time in proportion to the length of the text: an expression that has begun to match always
 * completes, so no text is read twice.
 */
export const redact = (text: string): string =>
  text
    .replaceAll(/(https?:\/\/[^\s?"']+)(?:\?[^\s"']*)?/g, '$1')
    .replaceAll(/(hooks\.slack\.com\/)[^\s"']+/g, '$1…')
    .replaceAll(/\b(AccountKey|SharedAccessSignature|sig|code)=[^\s;&"']+/gi, '$1=…')
    .replaceAll(/\b(Bearer) [\w.~+/-]+=*/gi, '$1 …');
