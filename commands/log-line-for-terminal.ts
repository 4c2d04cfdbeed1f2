import { styleText } from 'node:util';
import * as v from 'valibot';

const line = /^(\d{4}-\d\d-\d\dT(\d\d:\d\d:\d\d)\S*) (\w+) (?:([\w.-]+): )?(.*)$/s;

/** Content of a log line of the app; see `src/captures/log-line.ts`. */
const fields = v.looseObject({
  event: v.string(),
  instanceId: v.string(),
  alert: v.optional(v.string()),
  vm: v.optional(v.string(), ''),
});

interface LogLine {
  time: string;
  level: string;
  function?: string;
  message: string;
  /** Present if the message is the app's log line for a capture. */
  fields?: v.InferOutput<typeof fields>;
}

function parse(text: string): (LogLine & { clock: string }) | undefined {
  const [, time, clock, level, source, message] = line.exec(text) ?? [];
  if (time === undefined || clock === undefined || level === undefined || message === undefined) {
    return undefined;
  }
  const read = v.safeParse(v.pipe(v.string(), v.parseJson(), fields), message);
  return {
    ...{ time, clock, level, message },
    ...(source !== undefined && { function: source }),
    ...(read.success && { fields: read.output }),
  };
}

const colors = { error: 'red', critical: 'red', warning: 'yellow' } as const;

/**
 * Formats a log line of `npm start`: time (UTC), level, capture and message for a terminal, otherwise
 * JSON. A line in another form is unchanged for a terminal, and becomes the `message` in JSON.
 */
export function formatLogLine(text: string, isTerminal: boolean): string {
  const read = parse(text);
  if (!isTerminal) {
    if (read === undefined) return JSON.stringify({ message: text });
    const { time, level, function: source, message, fields: own } = read;
    return JSON.stringify({ time, level, function: source, ...(own ?? { message }) });
  }
  if (read === undefined) return text;
  const { clock, level, message, fields: own } = read;
  const color = level in colors ? colors[level as keyof typeof colors] : 'dim';
  const start = `${styleText('dim', clock)} ${styleText(color, level.padEnd(7))}`;
  if (own === undefined) return `${start} ${read.function ? `${read.function}: ` : ''}${message}`;
  const { event, instanceId, vm, ...rest } = own;
  delete rest.alert;
  const machines = vm
    .split(' ')
    .map((id) => id.split('/').at(-1))
    .join(', ');
  const values = Object.entries(rest).map(([name, value]) =>
    typeof value === 'string' ? `${name} ${value}` : `${name} ${JSON.stringify(value)}`,
  );
  return `${start} ${styleText('cyan', shortId(instanceId))} ${[event, machines, ...values].filter(Boolean).join(' ')}`;
}

/** A short, distinctive part of a capture's id, with the number of the machine. */
const shortId = (id: string): string =>
  id.replace('alert-capture-', '').replace(/^([0-9a-f]{8})[0-9a-f]*/, '$1');
