import type { JsonSchema } from '@valibot/to-json-schema';
import type { ApiDescription, DescribedOperation } from './api-description.ts';

/** Renders the description of the API as Markdown, for docs/api.md. */
export function apiGuide({ paths, components }: ApiDescription): string {
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) =>
      describe(`${method.toUpperCase()} /api${path}`, operation),
    ),
  );
  const schemas = Object.entries(components.schemas).map(([name, schema]) =>
    [`### ${name}`, ...fields(schema)].join('\n\n'),
  );
  return `${[introduction, ...operations, '## Schemas', ...schemas].join('\n\n')}\n`;
}

const introduction = `# API

\`npm run describe:api\` makes this page and the OpenAPI 3.1 description from the schemas that check requests and answers. The app serves the description at \`/api/openapi.json\`, without a key. All other calls need a function key, as \`?code=\` or in the header \`x-functions-key\`.

An unknown query parameter is refused with 400. The answer to a wrong request is a [Problem](#problem) that names all its errors. [Troubleshoot](troubleshoot.md#requests-that-are-refused) lists the codes.`;

function describe(title: string, operation: DescribedOperation): string {
  const { summary, parameters, requestBody, responses } = operation;
  const rows = parameters.map(
    ({ name, in: place, schema }) => `| \`${name}\` | ${place} | ${cell(typeOf(schema))} |`,
  );
  const body = requestBody?.content['application/json']?.schema;
  return [
    `## ${title}`,
    `${summary}.`,
    ...(rows.length > 0
      ? [['| Parameter | In | Values |', '| --- | --- | --- |', ...rows].join('\n')]
      : []),
    ...(body?.properties ? ['Body:', ...fields(body)] : []),
    answersOf(responses),
  ].join('\n\n');
}

function answersOf(responses: DescribedOperation['responses']): string {
  const rows = Object.entries(responses).map(([status, { description, content = {} }]) => {
    const [[media, { schema }] = ['', { schema: {} }]] = Object.entries(content);
    const isJson = media.endsWith('json');
    return `| ${status} | ${cell(isJson ? typeOf(schema) : media || description)} |`;
  });
  return ['| Status | Answer |', '| --- | --- |', ...rows].join('\n');
}

/** The fields of an object, or of each kind of object. */
function fields(schema: JsonSchema): string[] {
  const kinds = (schema.oneOf ?? schema.anyOf ?? []) as JsonSchema[];
  if (kinds.length > 0) return kinds.flatMap((kind) => fields(kind));
  const { properties = {}, required = [] } = schema;
  const rows = Object.entries(properties).map(([name, property]) => {
    const presence = required.includes(name) ? '' : 'optional';
    return `| \`${name}\` | ${cell(typeOf(property as JsonSchema))} | ${presence} |`;
  });
  return [['| Field | Type | |', '| --- | --- | --- |', ...rows].join('\n')];
}

function typeOf(schema: JsonSchema): string {
  const {
    $ref,
    enum: values,
    const: value,
    type,
    items,
    properties,
    additionalProperties,
  } = schema;
  if ($ref !== undefined) return linkTo($ref.split('/').at(-1) ?? '');
  if (value !== undefined) return `\`${JSON.stringify(value)}\``;
  if (values !== undefined) return values.map((each) => `\`${each as string}\``).join(', ');
  const kinds = (schema.oneOf ?? schema.anyOf) as JsonSchema[] | undefined;
  if (kinds !== undefined) return kinds.map(typeOf).join(' or ');
  if (type === 'array') return `list of ${typeOf((items ?? {}) as JsonSchema)}`;
  if (properties !== undefined) {
    const inner = Object.entries(properties).map(
      ([name, property]) => `\`${name}\`: ${typeOf(property as JsonSchema)}`,
    );
    return `{ ${inner.join('; ')} }`;
  }
  if (typeof additionalProperties === 'object') {
    return `object of ${typeOf(additionalProperties)} by name`;
  }
  return [type ?? 'any', ...limits(schema)].join(', ');
}

const limits = ({ format, minimum, maximum, minLength, maxLength, pattern }: JsonSchema) => [
  ...(format === undefined ? [] : [format]),
  ...(minimum === undefined ? [] : [`from ${minimum}`]),
  ...(maximum === undefined ? [] : [`to ${maximum}`]),
  ...(minLength === undefined ? [] : [`at least ${minLength} characters`]),
  ...(maxLength === undefined ? [] : [`at most ${maxLength} characters`]),
  ...(pattern === undefined ? [] : [`matching \`${pattern}\``]),
];

const linkTo = (name: string): string => `[${name}](#${name.toLowerCase()})`;

const cell = (text: string): string => text.replaceAll('|', '\\|');
