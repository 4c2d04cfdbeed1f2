/** Fields that every line starts with: instance, alert and machine. */
export interface LogSubject {
  instanceId: string;
  /** Name of the alert rule. */
  alert: string;
  /** Resource ids, separated by spaces. */
  vm: string;
}

/**
 * A log line: one JSON object. The Functions host takes the message of a Node worker as text, and adds
 * level, function and invocation as separate fields. `parse_json(message)` reads it in a query.
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

/** JSON escapes only the C0 controls. Terminals also act on DEL and the C1 controls. */
const escape = (control: string): string =>
  `\\u${control.charCodeAt(0).toString(16).padStart(4, '0')}`;

/** Matches every text in which {@link redact} may find a secret. Most lines do not match. */
const mayHoldSecrets = /[?=]|bearer|slack/i;

/**
 * Removes text that looks like a secret: queries of URLs, keys, tokens, and the paths of Slack webhooks.
 * Runs in linear time: once an expression has begun to match, it always completes, so no text is read
 * twice.
 */
export const redact = (text: string): string =>
  text
    .replaceAll(/(https?:\/\/[^\s?"']+)(?:\?[^\s"']*)?/g, '$1')
    .replaceAll(/(hooks\.slack\.com\/)[^\s"']+/g, '$1…')
    .replaceAll(/\b(AccountKey|SharedAccessSignature|sig|code)=[^\s;&"']+/gi, '$1=…')
    .replaceAll(/\b(Bearer) [\w.~+/-]+=*/gi, '$1 …');
