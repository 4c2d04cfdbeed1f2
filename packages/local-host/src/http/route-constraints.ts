import { RouteTemplateError } from './route-template-error.ts';

/** Decides whether the text of a route parameter is allowed. */
export type Constraint = (value: string) => boolean;

const number = /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i;
const guid = /^[{(]?[0-9a-f]{8}-?([0-9a-f]{4}-?){3}[0-9a-f]{12}[)}]?$/i;
const integer = /^[+-]?\d+$/;

/**
 * Constraints by name: the part after the colon in `{id:int}` or `{name:length(1,20)}` (the set of
 * ASP.NET Core).
 */
const constraints: Record<string, (least: number, most: number) => Constraint> = {
  alpha: () => (value) => /^[a-z]*$/i.test(value),
  bool: () => (value) => /^(true|false)$/i.test(value),
  datetime: () => (value) => !Number.isNaN(Date.parse(value)),
  decimal: () => (value) => number.test(value),
  double: () => (value) => number.test(value),
  float: () => (value) => number.test(value),
  guid: () => (value) => guid.test(value),
  int: () => (value) => withinBits(value, 32n),
  length: (least, most) => (value) => value.length >= least && value.length <= most,
  long: () => (value) => withinBits(value, 64n),
  max: (most) => (value) => integer.test(value) && whole(value) <= most,
  maxlength: (most) => (value) => value.length <= most,
  min: (least) => (value) => integer.test(value) && whole(value) >= least,
  minlength: (least) => (value) => value.length >= least,
  range: (least, most) => (value) =>
    integer.test(value) && whole(value) >= least && whole(value) <= most,
  required: () => (value) => value !== '',
};

const arities: Record<string, readonly number[]> = {
  length: [1, 2],
  max: [1],
  maxlength: [1],
  min: [1],
  minlength: [1],
  range: [2],
};

/**
 * Creates a constraint from its name and the text between its parentheses.
 *
 * @throws RouteTemplateError; the SyntaxError of a wrong `regex`
 */
export function createConstraint(name: string, argument: string | undefined): Constraint {
  if (name === 'regex') {
    if (!argument) throw new RouteTemplateError('"regex" needs an expression in parentheses');
    const expression = new RegExp(argument, 'i');
    return (value) => expression.test(value);
  }
  const create = Object.hasOwn(constraints, name) ? constraints[name] : undefined;
  if (!create) {
    const known = [...Object.keys(constraints), 'regex'].join(', ');
    throw new RouteTemplateError(`"${name}" is not a known constraint (these are: ${known})`);
  }
  const args = argument === undefined ? [] : argument.split(',').map((arg) => arg.trim());
  const arity = arities[name] ?? [0];
  if (!arity.includes(args.length) || !args.every((arg) => /^-?\d+$/.test(arg))) {
    throw new RouteTemplateError(
      `"${name}" takes ${arity.join(' or ')} whole numbers, not "${argument ?? ''}"`,
    );
  }
  const [least = 0, most = least] = args.map(Number);
  return create(least, most);
}

function withinBits(value: string, bits: bigint): boolean {
  if (!integer.test(value)) return false;
  const limit = 1n << (bits - 1n);
  const parsed = whole(value);
  return parsed >= -limit && parsed < limit;
}

/** `BigInt` accepts a minus sign, but not a plus sign. */
function whole(digits: string): bigint {
  return BigInt(digits.replace('+', ''));
}
