import { styleText } from 'node:util';
import * as v from 'valibot';

const line = /^(\d{4}-\d\d-\d\dT(\d\d:\d\d:\d\d)\S*) (\w+) (?:([\w.-]+): )?(.*)$/s;

/** What the app says in a line of its log; see `src/captures/log-line.ts`. */
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
  /** Present when the message is a line of the app about a capture. */
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
 * Formats a line of the log of `npm start`: for a terminal its time (UTC), level, capture and message;
 * otherwise JSON. Lines of another form are kept: as they are, or as the `message`.
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

/** Enough of the id of a capture to tell it from others, with the number of the machine. */
const shortId = (id: string): string =>
  id.replace('alert-capture-', '').replace(/^([0-9a-f]{8})[0-9a-f]*/, '$1');
