import type { ParsedAlert } from './alert.ts';
import { condition } from './dimensions.ts';
import { fields, label, link, readFields, text, time, word } from './fields.ts';
import { identityOf } from './identity.ts';
import { limits } from './limits.ts';
import { properties } from './properties.ts';
import { targetsOf } from './targets.ts';
import { isTestAlert } from './test-alert.ts';

/** The `schemaId` of metric alerts that do not use the common schema. */
export const metricSchemaId = 'AzureMonitorMetricAlert';

// Source: "Noncommon alert schema definitions", learn.microsoft.com/azure/azure-monitor/alerts/alerts-non-common-schema-definitions.
const schema = fields({
  data: fields({
    status: word(['Activated', 'Deactivated', 'Resolved']),
    context: fields({
      timestamp: time,
      id: text,
      name: label(limits.ruleLength),
      description: label(limits.descriptionLength),
      severity: label(limits.wordLength),
      condition,
      resourceId: text,
      portalLink: link,
    }),
    properties,
  }),
});

/**
 * Reads a metric alert in its own schema. It has no id: its rule, resource, dimensions and time
 * identify it. For a rule on several resources, a dimension names the one that fired.
 *
 * @throws {AlertError} `InvalidAlert`.
 */
export function parseMetric(body: unknown): ParsedAlert {
  const { status, context, properties: custom } = readFields(schema, body).data;
  const { timestamp, id, name = 'metric alert', description, severity, portalLink } = context;
  const targetIds = [context.resourceId];
  const found = targetsOf({ targetIds, dimensions: context.condition });
  const firing = { targets: targetIds, dimensions: context.condition };
  const isTest = isTestAlert(id, name, found.resources);
  return {
    identity: identityOf({ ids: ['metric', id, timestamp], ...firing }),
    series: identityOf({ ids: ['metric', id], ...firing }),
    rule: name,
    ...(severity && { severity: /^\d$/.test(severity) ? `Sev${severity}` : severity }),
    ...(description && { description }),
    condition: isTest ? 'test' : status === 'Activated' ? 'fired' : 'resolved',
    firedAt: timestamp,
    ...(portalLink && { link: portalLink }),
    targets: found.targets,
    properties: custom,
    unsupported: found.unsupported,
    warnings: found.warnings,
  };
}
