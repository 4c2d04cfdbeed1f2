import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { ArmAnswer } from 'azure-simulator';
import { Ajv2019, type ValidateFunction } from 'ajv/dist/2019.js';

interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly 'x-ms-enum'?: { readonly modelAsString: boolean };
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema;
  readonly items?: Schema;
  readonly allOf?: readonly Schema[];
}

/** A file of this folder. */
interface Specification {
  /** Files of Azure/azure-rest-api-specs. */
  readonly source: readonly string[];
  readonly apiVersion: string;
  /** Of the source. */
  readonly license: string;
  /**
   * By operation id: definition of the body for each status; null for no body. Without `default`, errors
   * are not specified.
   */
  readonly operations: Readonly<Record<string, Readonly<Record<string, string | null>>>>;
  /** Properties of definitions that are recorded from the service and not specified. */
  readonly recorded?: Readonly<Record<string, readonly string[]>>;
  readonly definitions: Readonly<Record<string, Schema>>;
}

const ajv = new Ajv2019({ strict: false, validateFormats: false, allErrors: true });
const versions = {
  'async-api-reference': 'v1.0',
  'Microsoft.Compute': '2024-07-01',
  'Microsoft.Network': '2026-01-01',
  'Microsoft.Resources': '2022-12-01',
  'Microsoft.Storage': '2023-05-01',
};
const specifications = new Map(
  Object.entries(versions).map(([provider, version]) => [provider, load(provider, version)]),
);

/** Collects what responses violate, since an observer that throws would change them. */
export class AnswerProblems {
  readonly #found: string[] = [];

  readonly add = (answer: ArmAnswer): void => {
    const problem = answerProblem(answer);
    if (problem !== undefined) this.#found.push(problem);
  };

  /** @throws {AssertionError} with the violations since the last call. */
  assertNone(): void {
    assert.deepEqual(this.#found.splice(0), []);
  }
}

/**
 * A response's violation of the public specification: an operation, a status, a field or a value that it
 * does not have. Undefined for none.
 */
export function answerProblem({
  specification,
  method,
  path,
  status,
  body,
}: ArmAnswer): string | undefined {
  const [provider = '', , operation = ''] = specification?.split('/') ?? ['Microsoft.Resources'];
  const problem = bodyProblem(provider, operation, status, body);
  return problem && `${method} ${path}, ${status}: ${problem}`;
}

function bodyProblem(
  provider: string,
  operation: string,
  status: number,
  body: unknown,
): string | undefined {
  const { operations } = specifications.get(provider) ?? {};
  const statuses: Specification['operations'][string] | undefined =
    operation === '' ? {} : operations?.[operation];
  if (statuses === undefined) return `${provider} has no operation ${operation}.`;
  // Resource Manager's own error: no operation is addressed, or its specification has no errors.
  if (status >= 400 && !('default' in statuses)) {
    return violation('Microsoft.Resources', 'CloudError', body);
  }
  const definition = statuses[status >= 400 ? 'default' : status];
  if (definition === undefined) return `${operation} has no response ${status}.`;
  if (definition !== null) return violation(provider, definition, body);
  return body === undefined ? undefined : `${operation} has no body with ${status}.`;
}

/** Violations of a definition in a body. */
export function violation(provider: string, definition: string, body: unknown): string | undefined {
  const validate = ajv.getSchema(`${provider}#/definitions/${definition}`) as
    ValidateFunction | undefined;
  if (validate === undefined) return `${provider} has no definition ${definition}.`;
  return validate(body) ? undefined : ajv.errorsText(validate.errors, { dataVar: definition });
}

function load(provider: string, version: string): Specification {
  const url = new URL(`${provider}-${version}.json`, import.meta.url);
  const read = JSON.parse(readFileSync(url, 'utf8')) as Specification;
  const { definitions, recorded = {} } = read;
  const bases = new Set(
    Object.values(definitions).flatMap(({ allOf = [] }) => allOf.map(({ $ref }) => $ref)),
  );
  const closed = Object.entries(definitions).map(([name, schema]) => {
    const isBase = bases.has(`#/definitions/${name}`);
    return [name, close(schema, isBase, recorded[name])] as const;
  });
  ajv.addSchema({ definitions: Object.fromEntries(closed) }, provider);
  return read;
}

/**
 * A schema that admits no other properties than its own, since each file keeps only what the simulator
 * answers. An enumeration with `modelAsString` may have other values too.
 */
function close(schema: Schema, isBase = false, recorded: readonly string[] = []): Schema {
  const { properties, items, additionalProperties } = schema;
  if (schema['x-ms-enum']?.modelAsString) return { type: 'string' };
  return {
    ...schema,
    ...(items && { items: close(items) }),
    ...(additionalProperties && { additionalProperties: close(additionalProperties) }),
    ...(properties && {
      type: 'object',
      properties: {
        ...mapValues(properties, (each) => close(each)),
        ...Object.fromEntries(recorded.map((name) => [name, {}])),
      },
      ...(!isBase && { unevaluatedProperties: false }),
    }),
  };
}

function mapValues(
  record: Readonly<Record<string, Schema>>,
  map: (schema: Schema) => Schema,
): Record<string, Schema> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, map(value)]));
}
