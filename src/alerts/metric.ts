import * as v from 'valibot';
import type { ParsedAlert } from './alert.ts';
import { fields, optionalText, readFields, resourceId, text, time } from './fields.ts';
import { dimensions, joinMentions, mentionsIn, targetsOf } from './mentions.ts';
import { properties } from './properties.ts';
import { isTestAlert } from './test-alert.ts';

/** The `schemaId` of metric alerts that do not use the common schema. */
export const metricSchemaId = 'AzureMonitorMetricAlert';

const status = v.picklist(['Activated', 'Deactivated'], '"Activated" or "Deactivated"');

// Source: "Noncommon alert schema definitions", learn.microsoft.com/azure/azure-monitor/alerts/alerts-non-common-schema-definitions.
const schema = fields({
  data: fields({
    status,
    context: fields({
      timestamp: time,
      id: text,
      name: text,
      description: optionalText,
      severity: v.nullish(v.union([v.string(), v.number()], 'a string or a number')),
      condition: v.fallback(
        v.optional(v.object({ allOf: v.array(v.object({ dimensions })) })),
        undefined,
      ),
      resourceId,
      portalLink: optionalText,
    }),
    properties,
  }),
});

/**
 * Reads a metric alert in its own schema. It has no id of its own: rule, resources and time make one.
 * A rule on several resources names the one that it fired for among the dimensions.
 *
 * @throws {AlertError} `InvalidAlert`.
 */
export function parseMetric(body: unknown): ParsedAlert {
  const { status: told, context, properties: held } = readFields(schema, body).data;
  const { timestamp, id, name, description, severity, portalLink } = context;
  const rows = joinMentions(
    (context.condition?.allOf ?? []).map((row) => mentionsIn(row.dimensions)),
  );
  const resources = [context.resourceId, ...rows.resources];
  const series = [id, ...resources.map((one) => one.id)].join(' ').toLowerCase();
  const happened = told === 'Activated' ? 'fired' : 'resolved';
  return {
    identity: `${series} ${timestamp}`,
    series,
    rule: name,
    ...(severity != null && severity !== '' && { severity: `Sev${severity}` }),
    ...(description && { description }),
    condition: isTestAlert(id, name, resources) ? 'test' : happened,
    firedAt: timestamp,
    ...(portalLink && { link: portalLink }),
    targets: targetsOf({ resources, computers: [], instances: rows.instances }),
    properties: held,
  };
}
