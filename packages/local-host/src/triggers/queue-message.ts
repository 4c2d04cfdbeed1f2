import type { QueueSettings } from './queue-settings.ts';

type Encoding = QueueSettings['messageEncoding'];

const base64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** A message's text in the encoding of the queue. */
export function encodeMessage(text: string, encoding: Encoding): string {
  return encoding === 'base64' ? Buffer.from(text).toString('base64') : text;
}

/** Decodes the text of a queue message into bytes. `undefined` when it is not in that encoding. */
export function decodeMessage(text: string, encoding: Encoding): Buffer | undefined {
  if (encoding === 'none') return Buffer.from(text);
  const compact = text.replace(/\s/g, '');
  return base64.test(compact) ? Buffer.from(compact, 'base64') : undefined;
}

/** The handler's input: the text parsed as JSON, or the text itself when it is not JSON. */
export function parseText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/**
 * Texts of the messages for a function's output. `null` and `undefined` give no message. An array, which
 * may be JSON text, gives one message per element. Any other value gives one message. Bytes are written in
 * base64, and other values that are not strings as JSON.
 */
export function messagesOf(output: unknown): string[] {
  if (output === undefined || output === null) return [];
  if (Buffer.isBuffer(output)) return [output.toString('base64')];
  const isArrayText = typeof output === 'string' && /^\s*\[.*\]\s*$/s.test(output);
  const value = isArrayText ? parseText(output) : output;
  const values: unknown[] = Array.isArray(value) ? value : [value];
  return values.map((each) => (typeof each === 'string' ? each : JSON.stringify(each)));
}
