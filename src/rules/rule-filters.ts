import { isObject } from '../alerts/fields.ts';
import { isTooDeep } from '../alerts/json-depth.ts';
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

/** Other names of the fields, in lower case: those of the REST API, the CLI and PowerShell. */
const aliases: Readonly<Record<Field, readonly string[]>> = {
  protocol: [],
  localAddress: ['localipaddress', 'localip'],
  localPort: ['localports'],
  remoteAddress: ['remoteipaddress', 'remoteip'],
  remotePort: ['remoteports'],
};

const namesOf = (field: Field): string[] => [field.toLowerCase(), ...aliases[field]];
const known = new Set(fields.flatMap(namesOf));

/**
 * Reads the filters of a rule: one from its properties `protocol`, `localAddress` and so on, and any number
 * from `filters`, a JSON array of objects with those fields. A malformed or unknown field is ignored with a
 * warning, so the capture contains more than requested, not less.
 */
export function readFilters(rule: RuleProperties): CaptureFilter[] {
  const single = readFilter((name) => rule.get(name), '', rule);
  const filters = [...readList(rule), ...(single === undefined ? [] : [single])];
  // A filter without fields matches every packet, so the other filters have no effect.
  return filters.some((filter) => Object.keys(filter).length === 0) ? [] : filters;
}

function readList(rule: RuleProperties): CaptureFilter[] {
  const text = rule.get('filters');
  if (text === undefined) return [];
  const items = parseItems(text);
  if (items === undefined) {
    rule.warn('filters', 'must be a JSON array of objects', 'all packets are captured');
    return [{}];
  }
  return items.flatMap((item, index) => {
    const values = new Map(Object.entries(item).map(([key, value]) => [key.toLowerCase(), value]));
    const prefix = `filters.${index}.`;
    for (const key of Object.keys(item)) {
      if (known.has(key.toLowerCase())) continue;
      rule.warn(prefix + key, `is unknown; a filter has ${fields.join(', ')}`, 'it was left out');
    }
    return readFilter((name) => textOf(values.get(name)), prefix, rule) ?? {};
  });
}

/** Reads one filter; undefined if it has no fields. */
function readFilter(
  valueOf: (name: string) => string | undefined,
  prefix: string,
  rule: RuleProperties,
): CaptureFilter | undefined {
  const filter: Record<string, string> = {};
  let isGiven = false;
  for (const field of fields) {
    const text = namesOf(field)
      .map((name) => valueOf(name)?.trim() ?? '')
      .find((value) => value !== '');
    if (text === undefined) continue;
    isGiven = true;
    try {
      filter[field] = readers[field](text);
    } catch (error) {
      if (!(error instanceof FilterError)) throw error;
      rule.warn(`${prefix}${field}`, `is malformed: ${error.message}`, 'it was left out');
    }
  }
  return isGiven ? filter : undefined;
}

/** Text of a value. A port may be a JSON number. */
function textOf(value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined;
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** Objects of a JSON array. A single object counts as an array of one. */
function parseItems(text: string): Record<string, unknown>[] | undefined {
  try {
    const parsed: unknown = JSON.parse(text);
    if (isTooDeep(parsed)) return undefined;
    const items: unknown[] = Array.isArray(parsed) ? parsed : [parsed];
    return items.every(isObject) ? items : undefined;
  } catch {
    return undefined;
  }
}
