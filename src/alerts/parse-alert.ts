import { activityLogSchemaId, parseActivityLog } from './activity-log.ts';
import type { ParsedAlert } from './alert.ts';
import { AlertError } from './alert.ts';
import { budgetSchemaId, parseBudget } from './budget.ts';
import { looksClassic, parseClassicMetric } from './classic-metric.ts';
import { commonSchemaId, parseCommonSchema } from './common-schema.ts';
import { fieldOf, shown } from './fields.ts';
import { limits } from './limits.ts';
import { logSchemaId, looksLikeLog, parseLog } from './log.ts';
import { metricSchemaId, parseMetric } from './metric.ts';
import { countMachines } from './targets.ts';

type Parse = (body: object, receivedAt: string) => ParsedAlert;

const bySchemaId: Readonly<Record<string, Parse>> = {
  [commonSchemaId]: parseCommonSchema,
  [metricSchemaId]: parseMetric,
  [activityLogSchemaId]: parseActivityLog,
  [logSchemaId]: (body) => parseLog(fieldOf(body, 'data')),
  [budgetSchemaId]: parseBudget,
};

/**
 * Reads the body that an Azure Monitor action group posts.
 *
 * @param receivedAt the time used for a payload without one. ISO 8601 UTC.
 * @throws {AlertError} `UnknownSchema` when the body is not an alert, `InvalidAlert` when a field is
 * invalid, `TooManyTargets`.
 */
export function parseAlert(body: unknown, receivedAt = new Date().toISOString()): ParsedAlert {
  const parse = typeof body === 'object' && body !== null ? parserFor(body) : undefined;
  if (parse === undefined) throw unknownSchema(body);
  const alert = parse(body as object, receivedAt);
  const machines = countMachines(alert.targets) + alert.unsupported.length;
  if (machines > limits.targets) {
    throw new AlertError('TooManyTargets', 'The alert names too many machines.', [
      {
        field: 'targets',
        expected: `at most ${limits.targets} machines`,
        got: `${machines} machines`,
      },
    ]);
  }
  return alert;
}

function parserFor(body: object): Parse | undefined {
  const schemaId = fieldOf(body, 'schemaId');
  if (typeof schemaId === 'string') {
    const wanted = schemaId.trim().toLowerCase();
    return Object.entries(bySchemaId).find(([id]) => id.toLowerCase() === wanted)?.[1];
  }
  if (looksClassic(body)) return parseClassicMetric;
  return looksLikeLog(body) ? parseLog : undefined;
}

const unknownSchema = (body: unknown): AlertError =>
  new AlertError('UnknownSchema', 'The body is not an alert of a known schema.', [
    {
      field: 'schemaId',
      expected: `${Object.keys(bySchemaId)
        .map((id) => `"${id}"`)
        .join(
          ', ',
        )}, a log alert with AlertRuleName, or a classic metric alert with status and context`,
      got: shown(fieldOf(body, 'schemaId')),
    },
  ]);
