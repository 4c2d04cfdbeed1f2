import type { QueueSettings } from './queue-settings.ts';

type Encoding = QueueSettings['messageEncoding'];

const base64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** The text that goes over the wire. */
export function encodeMessage(text: string, encoding: Encoding): string {
  return encoding === 'base64' ? Buffer.from(text).toString('base64') : text;
}

/** The bytes of a message as it came over the wire; `undefined` when they are not in that encoding. */
export function decodeMessage(text: string, encoding: Encoding): Buffer | undefined {
  if (encoding === 'none') return Buffer.from(text);
  const compact = text.replace(/\s/g, '');
  return base64.test(compact) ? Buffer.from(compact, 'base64') : undefined;
}

/** What a handler gets: the text parsed as JSON or, when it is none, as it is. */
export function parseText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/**
 * The messages that a function's output stands for: none for `null` and `undefined`, one for each
 * element of an array, which may be JSON text too, and else one. What is no text goes as JSON.
 */
export function messagesOf(output: unknown): string[] {
  if (output === undefined || output === null) return [];
  const isArrayText = typeof output === 'string' && /^\s*\[.*\]\s*$/s.test(output);
  const value = isArrayText ? parseText(output) : output;
  const values: unknown[] = Array.isArray(value) ? value : [value];
  return values.map((each) => (typeof each === 'string' ? each : JSON.stringify(each)));
}
