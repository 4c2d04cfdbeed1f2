import { randomUUID } from 'node:crypto';
import { HostError } from '../../model/host-error.ts';

/** A container, and the name of a blob in it or a pattern of names. */
export interface BlobPath {
  readonly container: string;
  readonly blob: string;
}

/** The blobs that a trigger is for. */
export interface BlobPattern {
  readonly container: string;
  /** What all matching names begin with. */
  readonly prefix: string;
  /** The values of the pattern's parameters in a blob's name; undefined if the name does not match. */
  match(blobName: string): Record<string, string> | undefined;
}

type Token = { readonly literal: string } | { readonly parameter: string };

/**
 * Reads the `path` of a blob trigger, such as `images/{name}.{ext}`. A parameter matches any text, slashes
 * included, and the first ones match as much as they can. `{{` and `}}` stand for braces. A container alone
 * stands for all of its blobs.
 *
 * @throws HostError `binding-invalid`
 */
export function blobPattern(about: string, path: unknown): BlobPattern {
  const tokens = tokensOf(about, path);
  const [first] = tokens;
  const literal = first && 'literal' in first ? first.literal : '';
  const [container = ''] = literal.split('/', 1);
  checkContainer(about, path, container);
  const names = tokens.flatMap((token) => ('parameter' in token ? [token.parameter] : []));
  const wrong = names.find((name) => !/^\w+$/.test(name));
  if (wrong !== undefined || new Set(names).size < names.length) {
    throw invalid(about, path, 'its parameters must be different words of letters and digits.');
  }
  if (literal === container && names.length > 0) {
    throw invalid(about, path, 'the name of the container must not have a parameter.');
  }
  const source = tokens.map((token) => ('literal' in token ? escapeRegExp(token.literal) : '(.*)'));
  const expression = new RegExp(`^${source.join('')}$`, 's');
  return {
    container,
    prefix: literal.slice(container.length + 1),
    match(blobName) {
      if (literal === container) return {};
      const values = expression.exec(`${container}/${blobName}`)?.slice(1);
      return values && Object.fromEntries(names.map((name, index) => [name, values[index] ?? '']));
    },
  };
}

/**
 * Fills the parameters of the `path` of a blob input or output, such as `copies/{name}` or
 * `reports/{rand-guid}.json`. A dot reads a member of an object, and letter case does not matter.
 *
 * @throws HostError `binding-invalid` if the path or its result is not valid, or a value is missing
 */
export function fillPath(
  about: string,
  path: unknown,
  values: Readonly<Record<string, unknown>>,
  now: number,
): BlobPath {
  const filled = tokensOf(about, path)
    .map((token) => {
      if ('literal' in token) return token.literal;
      const value = systemValue(token.parameter, now) ?? memberOf(values, token.parameter);
      if (value !== undefined && value !== null) return `${value as string | number}`;
      throw invalid(about, path, `the call has no value for {${token.parameter}}.`);
    })
    .join('');
  const [, container = '', blob = ''] = /^([^/]*)\/(.+)$/s.exec(filled) ?? [];
  if (blob === '')
    throw invalid(about, path, 'it must be a container and a name, such as "a/b.txt".');
  checkContainer(about, path, container);
  return { container, blob };
}

function tokensOf(about: string, path: unknown): Token[] {
  if (typeof path !== 'string' || path === '') throw invalid(about, path, 'it must be a text.');
  const tokens: Token[] = [];
  let literal = '';
  for (const [text, escaped, parameter] of path.matchAll(/(\{\{|\}\})|\{([^{}]+)\}|[^{}]+|[{}]/g)) {
    if (parameter !== undefined) {
      if (literal !== '') tokens.push({ literal });
      literal = '';
      tokens.push({ parameter });
    } else if (escaped === undefined && /^[{}]$/.test(text)) {
      throw invalid(about, path, 'it has a brace without its counterpart.');
    } else {
      literal += escaped?.[0] ?? text;
    }
  }
  if (literal !== '') tokens.push({ literal });
  return tokens;
}

// https://learn.microsoft.com/azure/azure-functions/functions-bindings-expressions-patterns
function systemValue(parameter: string, now: number): string | undefined {
  const [, name = '', format] = /^([^:]*)(?::(.*))?$/.exec(parameter) ?? [];
  switch (name.toLowerCase()) {
    case 'rand-guid':
    case 'sys.randguid':
      return format?.toUpperCase() === 'N' ? randomUUID().replaceAll('-', '') : randomUUID();
    case 'datetime':
    case 'sys.utcnow':
      return formatTime(format ?? 'yyyy-MM-ddTHH-mm-ssZ', new Date(now).toISOString());
    default:
      return undefined;
  }
}

function formatTime(format: string, iso: string): string {
  const [yyyy = '', MM = '', dd = '', HH = '', mm = '', ss = '', fff = ''] = iso.split(/[-T:.Z]/);
  const parts: Record<string, string> = { yyyy, MM, dd, HH, mm, ss, fff };
  return format.replaceAll(/yyyy|MM|dd|HH|mm|ss|fff/g, (part) => parts[part] ?? part);
}

function memberOf(values: Readonly<Record<string, unknown>>, path: string): unknown {
  return path.split('.').reduce<unknown>((value, wanted) => {
    if (typeof value !== 'object' || value === null) return undefined;
    const same = ([name]: [string, unknown]) => name.toLowerCase() === wanted.toLowerCase();
    return Object.entries(value).find(same)?.[1];
  }, values);
}

function checkContainer(about: string, path: unknown, name: string): void {
  if (name === '$root' || name === '$web') return;
  if (/^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(name) && name.length >= 3 && name.length <= 63) return;
  throw invalid(
    about,
    path,
    `"${name}" is not the name of a container: 3 to 63 small letters, digits and single hyphens.`,
  );
}

function invalid(about: string, path: unknown, problem: string): HostError {
  return new HostError(
    'binding-invalid',
    `${about} has the "path" ${JSON.stringify(path)}: ${problem}`,
  );
}

const escapeRegExp = (text: string) => text.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&');
