/** The fields of an expression with seconds, as NCrontab defines them. */
const FIELDS = [
  { from: 0, to: 59 },
  { from: 0, to: 59 },
  { from: 0, to: 23 },
  { from: 1, to: 31 },
  {
    from: 1,
    to: 12,
    names: [
      ...['january', 'february', 'march', 'april', 'may', 'june'],
      ...['july', 'august', 'september', 'october', 'november', 'december'],
    ],
  },
  {
    from: 0,
    to: 6,
    names: ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'],
  },
] satisfies Field[];

interface Field {
  from: number;
  to: number;
  names?: string[];
}

/** An NCRONTAB expression in a form that has the same meaning in every cron library. */
export interface Ncrontab {
  /** Six fields, each `*` or a list of numbers. */
  readonly pattern: string;
  /**
   * Whether seconds, minutes or hours are `*`, a range or a step. When clocks are set back, such
   * schedules continue through the repeated hour, and others run once.
   */
  readonly isInterval: boolean;
}

/**
 * Parses an expression as NCrontab does, the parser of Azure Functions
 * (https://github.com/atifaziz/NCrontab): five fields, or six with seconds first. Supports lists, ranges
 * (in either order), steps, and English names of three or more letters.
 *
 * @returns `undefined` for any other text
 */
export function parseNcrontab(expression: string): Ncrontab | undefined {
  const parts = expression.trim().split(/\s+/);
  if (parts.length === 5) parts.unshift('0');
  if (parts.length !== FIELDS.length) return undefined;
  const values = FIELDS.map((field, index) => fieldValues(parts[index] ?? '', field));
  if (values.includes(undefined)) return undefined;
  return {
    pattern: values.join(' '),
    isInterval: parts.slice(0, 3).some((part) => /[*/-]/.test(part)),
  };
}

function fieldValues(part: string, field: Field): string | undefined {
  const values = new Set<number>();
  for (const item of part.split(',')) {
    const [range = '', step, ...more] = item.split('/');
    const ends = rangeOf(range, field, step !== undefined);
    const every = step === undefined ? 1 : numberOf(step);
    if (!ends || !every || more.length > 0) return undefined;
    for (let value = ends.from; value <= ends.to; value += every) values.add(value);
  }
  if (values.size === field.to - field.from + 1) return '*';
  return [...values].sort((a, b) => a - b).join(',');
}

function rangeOf(range: string, field: Field, stepped: boolean) {
  if (range === '*') return field;
  const [first, last, ...more] = range.split('-').map((text) => valueOf(text, field));
  if (first === undefined || more.length > 0) return undefined;
  if (!range.includes('-')) return { from: first, to: stepped ? field.to : first };
  if (last === undefined) return undefined;
  return { from: Math.min(first, last), to: Math.max(first, last) };
}

function valueOf(text: string, { from, to, names = [] }: Field): number | undefined {
  const named =
    text.length < 3 ? -1 : names.findIndex((name) => name.startsWith(text.toLowerCase()));
  const value = named >= 0 ? named + from : numberOf(text);
  return value !== undefined && value >= from && value <= to ? value : undefined;
}

function numberOf(text: string): number | undefined {
  return /^\d{1,9}$/.test(text) ? Number(text) : undefined;
}
