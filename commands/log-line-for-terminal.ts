import { styleText } from 'node:util';
import * as v from 'valibot';

/** A line of the local host's log, which is JSON when it is piped. See `src/captures/log-line.ts`. */
const line = v.pipe(
  v.string(),
  v.parseJson(),
  v.looseObject({
    time: v.pipe(v.string(), v.isoTimestamp()),
    level: v.string(),
    function: v.optional(v.string()),
    message: v.optional(v.string()),
    event: v.optional(v.string()),
    instanceId: v.optional(v.string(), ''),
    vm: v.optional(v.string(), ''),
  }),
);

const colors: Record<string, 'red' | 'yellow'> = {
  error: 'red',
  critical: 'red',
  warning: 'yellow',
};

/**
 * Formats a log line of `npm start`: time (UTC), level, capture and message for a terminal, otherwise
 * JSON. A line that is not the host's is unchanged for a terminal, and becomes the `message` in JSON.
 */
export function formatLogLine(text: string, isTerminal: boolean): string {
  const read = v.safeParse(line, text);
  if (!isTerminal) return read.success ? text : JSON.stringify({ message: text });
  if (!read.success) return text;
  const { time, level, message, event, instanceId, vm, function: source, ...rest } = read.output;
  const word = level === 'information' ? 'info' : level;
  const start = `${styleText('dim', time.slice(11, 19))} ${styleText(colors[level] ?? 'dim', word.padEnd(7))}`;
  if (event === undefined) return `${start} ${source ? `${source}: ` : ''}${message ?? ''}`;
  delete rest.alert;
  const machines = vm
    .split(' ')
    .map((id) => id.split('/').at(-1))
    .join(', ');
  const values = Object.entries({ ...rest, ...(message && { message }) }).map(([name, value]) =>
    typeof value === 'string' ? `${name} ${value}` : `${name} ${JSON.stringify(value)}`,
  );
  return `${start} ${styleText('cyan', shortId(instanceId))} ${[event, machines, ...values].filter(Boolean).join(' ')}`;
}

/** A short, distinctive part of a capture's id, with the number of the machine. */
const shortId = (id: string): string =>
  id.replace('alert-capture-', '').replace(/^([0-9a-f]{8})[0-9a-f]*/, '$1');
