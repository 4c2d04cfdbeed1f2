import type { Alert } from './alert.ts';
import { AlertError } from './alert.ts';
import { looksClassic, parseClassicMetric } from './classic-metric.ts';
import { commonSchemaId, parseCommonSchema } from './common-schema.ts';

/**
 * Reads the body that an Azure Monitor action group posts.
 *
 * @throws {AlertError} `UnknownSchema` for what is no alert we know, `InvalidAlert` for one with a wrong field.
 */
export function parseAlert(body: unknown): Alert {
  if (typeof body === 'object' && body !== null) {
    if ('schemaId' in body && body.schemaId === commonSchemaId) return parseCommonSchema(body);
    if (looksClassic(body)) return parseClassicMetric(body);
  }
  throw new AlertError('UnknownSchema', 'The body is no alert that this app understands.', [
    {
      field: 'schemaId',
      expected: `"${commonSchemaId}", or a classic metric alert with status and context`,
      got: schemaIdOf(body),
    },
  ]);
}

function schemaIdOf(body: unknown): string {
  const isObject = typeof body === 'object' && body !== null;
  return isObject && 'schemaId' in body ? JSON.stringify(body.schemaId).slice(0, 120) : 'nothing';
}
