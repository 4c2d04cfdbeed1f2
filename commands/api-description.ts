import type { ConversionConfig, JsonSchema } from '@valibot/to-json-schema';
import { toJsonSchema } from '@valibot/to-json-schema';
import type * as v from 'valibot';
import { namedSchemas, problem } from '../src/triggers/answers.ts';
import type { RouteName } from '../src/triggers/routes.ts';
import { routes } from '../src/triggers/routes.ts';
import type { Operation } from './api-operations.ts';
import { commonProblems, operations } from './api-operations.ts';

/** A parameter in the path or the query. */
export interface Parameter {
  name: string;
  in: 'path' | 'query' | 'header';
  required?: true;
  schema: JsonSchema;
}

/** An operation in the description. */
export interface DescribedOperation {
  operationId: string;
  summary: string;
  parameters: Parameter[];
  requestBody?: { required: true; content: Content };
  responses: Record<string, { description: string; content?: Content }>;
}

/** Bodies by media type. */
export type Content = Record<string, { schema: JsonSchema }>;

/** The description of the API, in OpenAPI 3.1. */
export interface ApiDescription {
  openapi: '3.1.1';
  info: { title: string; version: string; description: string };
  servers: { url: string }[];
  security: Record<string, string[]>[];
  paths: Record<string, Record<string, DescribedOperation>>;
  components: { schemas: Record<string, JsonSchema>; securitySchemes: Record<string, object> };
}

/** Converts what is expected of input. A check in code has no place in a schema, and is left out. */
const config: ConversionConfig = {
  errorMode: 'ignore',
  typeMode: 'input',
  definitions: namedSchemas,
  overrideRef: ({ referenceId }) => `#/components/schemas/${referenceId}`,
};

/** Describes the API from the schemas that check its requests and answers. */
export function apiDescription(): ApiDescription {
  const paths: ApiDescription['paths'] = {};
  for (const name of Object.keys(operations) as RouteName[]) {
    const { method, path } = routes[name];
    (paths[`/${path}`] ??= {})[method.toLowerCase()] = operation(name);
  }
  return {
    openapi: '3.1.1',
    info: {
      title: 'alert-capture',
      version: '1',
      description: 'Starts packet captures on Azure virtual machines, and reports on them.',
    },
    servers: [{ url: '/api' }],
    security: [{ header: [] }, { query: [] }],
    paths,
    components: {
      schemas: Object.fromEntries(
        Object.entries(namedSchemas).map(([name, schema]) => [name, definition(name, schema)]),
      ),
      securitySchemes: {
        header: { type: 'apiKey', in: 'header', name: 'x-functions-key' },
        query: { type: 'apiKey', in: 'query', name: 'code' },
      },
    },
  };
}

function operation(name: RouteName): DescribedOperation {
  const { path, query } = routes[name];
  const { summary, body, answers, problems }: Operation = operations[name];
  const { properties = {} } = convert(query);
  return {
    operationId: name,
    summary,
    parameters: [
      ...[...path.matchAll(/\{(\w+)\}/g)].map(([, parameter = '']): Parameter => ({
        name: parameter,
        in: 'path',
        required: true,
        schema: { type: 'string' },
      })),
      ...Object.entries(properties).map(([parameter, schema]): Parameter => ({
        name: parameter,
        in: 'query',
        schema: schema as JsonSchema,
      })),
      ...(name === 'postCapture'
        ? [
            {
              name: 'Idempotency-Key',
              in: 'header',
              schema: { type: 'string' },
            } satisfies Parameter,
          ]
        : []),
    ],
    ...(body && {
      requestBody: { required: true, content: json(body === 'any' ? {} : convert(body)) },
    }),
    responses: {
      ...Object.fromEntries(
        Object.entries(answers).map(([status, answer]) => [status, described(status, answer)]),
      ),
      ...Object.fromEntries(
        [...commonProblems, ...problems].map((status) => [
          status,
          { description: 'A problem document', content: problemContent() },
        ]),
      ),
      401: { description: 'The function key is missing or wrong, or nobody is signed in' },
    },
  };
}

function described(
  status: string,
  answer: Operation['answers'][number],
): DescribedOperation['responses'][string] {
  if (answer === 'nothing') return { description: 'The caller has this version already' };
  const description = status === '202' ? 'Accepted' : 'OK';
  if (typeof answer === 'string') {
    return { description, content: { [answer]: { schema: {} } } };
  }
  return { description, content: json(convert(answer)) };
}

const json = (schema: JsonSchema): Content => ({ 'application/json': { schema } });

const problemContent = (): Content => ({
  'application/problem+json': { schema: convert(problem) },
});

function convert(schema: v.GenericSchema): JsonSchema {
  const converted = toJsonSchema(schema, config);
  delete converted.$schema;
  delete converted.$defs;
  return converted;
}

/** A named schema itself, and not a reference to it. */
function definition(name: string, schema: v.GenericSchema): JsonSchema {
  const { $defs = {} } = toJsonSchema(schema, config);
  return ($defs[name] ?? {}) as JsonSchema;
}
