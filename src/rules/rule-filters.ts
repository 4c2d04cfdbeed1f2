import type { CaptureFilter } from './filter.ts';
import { FilterError, readAddresses, readPorts, readProtocol } from './filter.ts';
import type { RuleProperties } from './rule-properties.ts';

const readers = {
  protocol: readProtocol,
  localAddress: readAddresses,
  localPort: readPorts,
  remoteAddress: readAddresses,
  remotePort: readPorts,
} as const;

type Field = keyof typeof readers;
const fields = Object.keys(readers) as Field[];

/**
 * Reads the filters that a rule asks for: one by its properties `protocol`, `localAddress` and so on,
 * and any number by `filters`, a JSON array of objects with those fields. A field that is malformed is
 * left out, so that more is captured than was asked for, and not less.
 */
export function readFilters(rule: RuleProperties): CaptureFilter[] {
  const single = readFilter((field) => rule.get(field), '', rule);
  const filters = [...readList(rule), ...(single === undefined ? [] : [single])];
  // One without any field takes every packet, and so do all of them together.
  return filters.some((filter) => Object.keys(filter).length === 0) ? [] : filters;
}

function readList(rule: RuleProperties): CaptureFilter[] {
  const text = rule.get('filters');
  if (text === undefined) return [];
  const items = parseArray(text);
  if (items === undefined) {
    rule.warn('filters', 'must be a JSON array of objects', 'all packets are captured');
    return [{}];
  }
  return items.flatMap((item, index) => {
    const values = new Map(Object.entries(item).map(([key, value]) => [key.toLowerCase(), value]));
    const valueOf = (field: Field): string | undefined => textOf(values.get(field.toLowerCase()));
    return readFilter(valueOf, `filters.${index}.`, rule) ?? {};
  });
}

/** Undefined when no field is there at all. */
function readFilter(
  valueOf: (field: Field) => string | undefined,
  prefix: string,
  rule: RuleProperties,
): CaptureFilter | undefined {
  const given = fields.filter((field) => (valueOf(field) ?? '').trim() !== '');
  if (given.length === 0) return undefined;
  const filter: Record<string, string> = {};
  for (const field of given) {
    try {
      filter[field] = readers[field](valueOf(field) ?? '');
    } catch (error) {
      if (!(error instanceof FilterError)) throw error;
      rule.warn(`${prefix}${field}`, `is malformed: ${error.message}`, 'it was left out');
    }
  }
  return filter;
}

/** A port is as good as a number as it is as text; anything else is malformed, and is told as it stands. */
function textOf(value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined;
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function parseArray(text: string): Record<string, unknown>[] | undefined {
  try {
    const parsed: unknown = JSON.parse(text);
    const isObject = (item: unknown): boolean =>
      typeof item === 'object' && item !== null && !Array.isArray(item);
    return Array.isArray(parsed) && parsed.every(isObject)
      ? (parsed as Record<string, unknown>[])
      : undefined;
  } catch {
    return undefined;
  }
}
