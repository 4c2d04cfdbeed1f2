import { mask, type MaskOptions } from './mask.ts';
import type { Answer } from './send.ts';

/** Headers that callers rely on. Dates, lengths and connections depend on the server. */
const HEADERS = [
  'content-type',
  'location',
  'retry-after',
  'www-authenticate',
  'cache-control',
  'pragma',
  'x-ms-continuation-token',
  'x-a',
];

/** An answer as masked lines of text, for comparison with another. */
export function comparable(answer: Answer, options: MaskOptions): string[] {
  const headers = HEADERS.flatMap((name) => {
    const value = answer.headers.get(name);
    return value === undefined ? [] : [`${name}: ${mask(value, options)}`];
  });
  return [`status ${answer.status}`, ...headers, ...bodyLines(answer.body, options)];
}

/** JSON as indented text, masked. */
export function jsonLines(value: unknown, options: MaskOptions): string[] {
  const masked = JSON.parse(mask(JSON.stringify(value), options)) as unknown;
  return JSON.stringify(masked, null, 1).split('\n');
}

/** Description of the first difference between two texts; undefined if they are equal. */
export function difference(recorded: string[], actual: string[]): string | undefined {
  const length = Math.max(recorded.length, actual.length);
  for (let index = 0; index < length; index++) {
    if (recorded[index] === actual[index]) continue;
    const context = recorded.slice(Math.max(0, index - 3), index);
    const shown = (lines: string[]) =>
      lines
        .slice(index, index + 3)
        .map((line) => line.slice(0, 2000))
        .join('\n    ') || '(nothing)';
    return [
      ...context.map((line) => `    ${line.slice(0, 200)}`),
      `  recorded:\n    ${shown(recorded)}`,
      `  here:\n    ${shown(actual)}`,
    ].join('\n');
  }
  return undefined;
}

function bodyLines(body: string, options: MaskOptions): string[] {
  const trimmed = body.trim();
  try {
    return jsonLines(withoutChance(JSON.parse(trimmed)), options);
  } catch {
    return mask(trimmed, options).split('\n');
  }
}

interface View {
  instanceId?: string;
  name?: string;
  historyEvents?: { EventType: string }[];
}

// Sorts items whose order is random.
function withoutChance(body: unknown): unknown {
  if (Array.isArray(body)) return childrenLast(body as View[]);
  if (typeof body !== 'object' || body === null) return body;
  const { r, historyEvents } = body as { r?: unknown } & View;
  if (Array.isArray(r)) return { ...body, r: childrenLast(r as View[]) };
  if (historyEvents) return { ...body, historyEvents: completionsSorted(historyEvents) };
  return body;
}

// Lists are ordered by id, and the host generates the ids of sub-orchestrations.
function childrenLast(items: View[]): View[] {
  const isChild = ({ instanceId = '' }: View) => /-[0-9a-f]{12}:\d/.test(instanceId);
  const children = items.filter(isChild);
  children.sort((a, b) => (a.name ?? '').localeCompare(b.name ?? ''));
  return [...items.filter((item) => !isChild(item)), ...children];
}

// Activities that run in parallel end in any order.
function completionsSorted(events: { EventType: string }[]): unknown[] {
  let run = 0;
  const placed = events.map((event, index) => {
    if (!isCompletion(event) || !isCompletion(events[index - 1])) run++;
    return { event, run };
  });
  placed.sort((a, b) => a.run - b.run || a.event.EventType.localeCompare(b.event.EventType));
  return placed.map(({ event }) => event);
}

function isCompletion(event: { EventType: string } | undefined): boolean {
  return event?.EventType === 'TaskCompleted' || event?.EventType === 'TaskFailed';
}
