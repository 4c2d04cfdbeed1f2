import { styleText } from 'node:util';
import type { LogEntry } from './model/function-app.ts';
import { printable } from './printable.ts';

/** What a log entry is made of. */
type Entry = Pick<LogEntry, 'level' | 'message' | 'functionName'>;

const colors: Partial<Record<LogEntry['level'], 'red' | 'yellow'>> = {
  critical: 'red',
  error: 'red',
  warning: 'yellow',
};

/** A log entry as one line of JSON, for other programs. The fields of a message that is a JSON object are its own. */
export function jsonLine({ level, message, functionName }: Entry, time: Date): string {
  const entry = { time: time.toISOString(), level, function: functionName };
  return JSON.stringify({ ...entry, ...(objectIn(message) ?? { message }) }).replaceAll(
    /[\u007f-\u009f]/g,
    (control) => `\\u${control.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/**
 * A log entry for people: time (UTC), level, instance, event or function, and message. Of a message that is a
 * JSON object, `instanceId` and `event` come first, then its other fields.
 */
export function terminalLine({ level, message, functionName }: Entry, time: Date): string {
  const clock = styleText('dim', time.toISOString().slice(11, 19));
  const word = level === 'information' ? 'info' : level;
  const shownLevel = styleText(colors[level] ?? 'dim', word.padEnd(8));
  const fields = objectIn(message);
  if (fields === undefined) {
    const source = functionName === undefined ? '' : `${functionName}: `;
    return `${clock} ${shownLevel} ${source}${printable(message)}`;
  }
  const { instanceId, event, ...others } = fields;
  const parts = [
    typeof instanceId === 'string' && styleText('cyan', printable(instanceId)),
    typeof event === 'string' ? printable(event) : functionName,
    ...Object.entries(others).map(([name, value]) => printable(`${name}=${JSON.stringify(value)}`)),
  ];
  return `${clock} ${shownLevel} ${parts.filter(Boolean).join(' ')}`;
}

function objectIn(text: string): Record<string, unknown> | undefined {
  if (!text.startsWith('{')) return undefined;
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}
