import { activityLogSchemaId, parseActivityLog } from './activity-log.ts';
import type { ParsedAlert } from './alert.ts';
import { AlertError } from './alert.ts';
import { looksClassic, parseClassicMetric } from './classic-metric.ts';
import { commonSchemaId, parseCommonSchema } from './common-schema.ts';
import { logSchemaId, looksLikeLog, parseLog } from './log.ts';
import { metricSchemaId, parseMetric } from './metric.ts';

const bySchemaId = new Map<string, (body: object) => ParsedAlert>([
  [commonSchemaId, parseCommonSchema],
  [metricSchemaId, parseMetric],
  [activityLogSchemaId, parseActivityLog],
  [logSchemaId, (body) => parseLog('data' in body ? body.data : undefined)],
]);

/**
 * Reads the body that an Azure Monitor action group posts.
 *
 * @throws {AlertError} `UnknownSchema` for what is no alert we know, `InvalidAlert` for one with a wrong field.
 */
export function parseAlert(body: unknown): ParsedAlert {
  if (typeof body === 'object' && body !== null) {
    const parse = 'schemaId' in body ? bySchemaId.get(String(body.schemaId)) : undefined;
    if (parse !== undefined) return parse(body);
    if (looksClassic(body)) return parseClassicMetric(body);
    if (looksLikeLog(body)) return parseLog(body);
  }
  throw new AlertError('UnknownSchema', 'The body is no alert that this app understands.', [
    {
      field: 'schemaId',
      expected: `${[...bySchemaId.keys()].map((id) => `"${id}"`).join(', ')}, or a classic metric alert with status and context`,
      got: schemaIdOf(body),
    },
  ]);
}

function schemaIdOf(body: unknown): string {
  const isObject = typeof body === 'object' && body !== null;
  return isObject && 'schemaId' in body ? JSON.stringify(body.schemaId).slice(0, 120) : 'nothing';
}
