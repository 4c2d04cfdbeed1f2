import { match, type Token } from 'path-to-regexp';
import { createConstraint, type Constraint } from './route-constraints.ts';
import { RouteTemplateError } from './route-template-error.ts';

/** A parsed Functions route template that can match paths. */
export interface RouteTemplate {
  /**
   * Parameters of a path (without a leading slash), or `undefined` when it does not match. Absent
   * optional parameters are omitted.
   */
  match(path: string): Record<string, string> | undefined;
  /** One digit per segment. Of two matching templates, the one that sorts first wins. */
  readonly precedence: string;
}

interface Parameter {
  readonly name: string;
  readonly catchAll: boolean;
  readonly optional: boolean;
  readonly fallback: string | undefined;
  readonly constraints: readonly Constraint[];
}

/** Literal text or a parameter; a segment has one or more. */
type Part = string | Parameter;

/**
 * Parses a template such as `captures/{id:guid}/{*rest}`: parameters with constraints, defaults
 * (`{page=1}`), optional parameters (`{id?}`) and a catch-all at the end. Letter case does not matter and
 * a trailing slash is allowed. Same rules as ASP.NET Core routing
 * (https://learn.microsoft.com/aspnet/core/fundamentals/routing).
 *
 * @throws RouteTemplateError
 */
export function parseRouteTemplate(template: string): RouteTemplate {
  const segments = splitSegments(template).map(parseSegment);
  const parameters = segments.flat().filter((part) => typeof part !== 'string');
  refuseMisplaced(segments, parameters);

  const matches = match<Record<string, string | string[]>>(
    // The syntax of path-to-regexp differs from ours, but its tokens can express every template.
    { tokens: dropSlash(toTokens(segments)) },
    { decode: false },
  );
  return {
    precedence: segments.map(precedenceOf).join(''),
    match(path) {
      const found = matches(path);
      return found ? checkedValues(parameters, found.params) : undefined;
    },
  };
}

function checkedValues(
  parameters: readonly Parameter[],
  found: Record<string, string | string[]>,
): Record<string, string> | undefined {
  const values: Record<string, string> = {};
  for (const { name, constraints, fallback } of parameters) {
    const text = found[name];
    const value = (Array.isArray(text) ? text.join('/') : text) ?? fallback;
    if (value === undefined) continue;
    if (!constraints.every((allows) => allows(value))) return undefined;
    values[name] = value;
  }
  return values;
}

/** A slash, literal text, or a parameter in braces. Doubled braces are literal braces. */
const tokenOfTemplate = /\/|(?:[^/{}]|\{\{|\}\})+|\{(?:[^{}]|\{\{|\}\})+?\}(?!\})/gy;

/** Splits a template at slashes outside braces, and each segment into text and parameters. */
function splitSegments(template: string): string[][] {
  if (/^[/~]/.test(template)) throw new RouteTemplateError('it may not begin with "/" or "~"');
  const path = template.replace(/\/$/, '');
  if (path === '') return [];
  const tokens = path.match(tokenOfTemplate) ?? [];
  const segments: string[][] = [[]];
  for (const token of tokens) {
    if (token === '/') segments.push([]);
    else segments.at(-1)?.push(token);
  }
  if (tokens.join('') !== path || segments.some((parts) => parts.length === 0)) {
    throw new RouteTemplateError('its braces or slashes do not match up');
  }
  return segments;
}

function parseSegment(segment: readonly string[]): Part[] {
  return segment.map((part) => {
    const unescaped = (text: string) => text.replaceAll('{{', '{').replaceAll('}}', '}');
    const isParameter = part.startsWith('{') && !part.startsWith('{{');
    return isParameter ? parseParameter(unescaped(part.slice(1, -1))) : unescaped(part);
  });
}

function parseParameter(text: string): Parameter {
  const [head, stars = '', name = ''] = /^(\**)([^:=?*]+)/.exec(text) ?? [];
  if (!head || stars.length > 2) throw new RouteTemplateError(`"{${text}}" has no valid name`);
  const constraints: Constraint[] = [];
  let rest = text.slice(head.length);
  for (let found; (found = /^:(\w+)(?:\((.*?)\)(?=[:=?]|$))?/.exec(rest));) {
    const [whole, constraint = '', argument] = found;
    constraints.push(createConstraint(constraint, argument));
    rest = rest.slice(whole.length);
  }
  const fallback = rest.startsWith('=') ? rest.slice(1) : undefined;
  if (rest !== '' && rest !== '?' && fallback === undefined) {
    throw new RouteTemplateError(`"{${text}}" is not understood from "${rest}" on`);
  }
  return { name, catchAll: stars !== '', optional: rest === '?', fallback, constraints };
}

function refuseMisplaced(segments: Part[][], parameters: readonly Parameter[]): void {
  const names = parameters.map(({ name }) => name.toLowerCase());
  const repeated = names.find((name, index) => names.indexOf(name) !== index);
  if (repeated) throw new RouteTemplateError(`it names the parameter "${repeated}" twice`);
  const early = segments.slice(0, -1).flat();
  if (early.some((part) => typeof part !== 'string' && part.catchAll)) {
    throw new RouteTemplateError('a catch-all parameter must be the last segment');
  }
}

/** Tokens of the segments from `index` on, each with its slash. Optional segments become nested groups. */
function toTokens(segments: Part[][], index = 0): Token[] {
  const segment = segments[index];
  if (!segment) return [];
  const tokens: Token[] = [
    { type: 'text', value: '/' },
    ...segmentTokens(segment),
    ...toTokens(segments, index + 1),
  ];
  return segments.slice(index).every(mayBeAbsent) ? [{ type: 'group', tokens }] : tokens;
}

function segmentTokens(segment: Part[]): Token[] {
  return segment.map((part): Token => {
    if (typeof part === 'string') return { type: 'text', value: part };
    return { type: part.catchAll ? 'wildcard' : 'param', name: part.name };
  });
}

function mayBeAbsent(segment: Part[]): boolean {
  const [only] = segment;
  if (segment.length > 1 || typeof only !== 'object') return false;
  return only.optional || only.catchAll || only.fallback !== undefined;
}

/** Removes the leading slash, because paths are matched without it. */
function dropSlash(tokens: Token[]): Token[] {
  const [first, ...rest] = tokens;
  if (first?.type === 'text') return rest;
  if (first?.type === 'group') return [{ type: 'group', tokens: dropSlash([...first.tokens]) }];
  return tokens;
}

/** ASP.NET Core's inbound precedence. */
function precedenceOf(segment: Part[]): string {
  const [only] = segment;
  if (segment.length > 1) return '2';
  if (typeof only !== 'object') return '1';
  if (only.catchAll) return only.constraints.length > 0 ? '4' : '5';
  return only.constraints.length > 0 ? '2' : '3';
}
