import type { ParsedAlert } from './alert.ts';
import { fieldOf, fields, label, link, readFields, text, time, word } from './fields.ts';
import { identityOf } from './identity.ts';
import { limits } from './limits.ts';
import { properties } from './properties.ts';
import { targetsOf } from './targets.ts';
import { isTestAlert } from './test-alert.ts';

// Source: "Call a webhook with a classic metric alert", learn.microsoft.com/azure/azure-monitor/alerts/alerts-webhooks.
const schema = fields({
  status: word(['Activated', 'Resolved']),
  context: fields({
    timestamp: time,
    id: text,
    name: label(limits.ruleLength),
    description: label(limits.descriptionLength),
    resourceId: text,
    portalLink: link,
  }),
  properties,
});

/** True for a classic metric alert, which has no schema id. */
export const looksClassic = (body: object): boolean =>
  fieldOf(body, 'status') !== undefined && fieldOf(body, 'context') !== undefined;

/**
 * Reads a classic metric alert. It has no id: its rule, resource and time identify it.
 *
 * @throws {AlertError} `InvalidAlert`.
 */
export function parseClassicMetric(body: unknown): ParsedAlert {
  const alert = readFields(schema, body);
  const { timestamp, id, name = 'classic metric alert', description, resourceId } = alert.context;
  const found = targetsOf({ targetIds: [resourceId], dimensions: [] });
  const firing = { targets: [resourceId], dimensions: [] };
  const isTest = isTestAlert(id, name, found.resources);
  return {
    identity: identityOf({ ids: ['classic', id, timestamp], ...firing }),
    series: identityOf({ ids: ['classic', id], ...firing }),
    rule: name,
    ...(description && { description }),
    condition: isTest ? 'test' : alert.status === 'Activated' ? 'fired' : 'resolved',
    firedAt: timestamp,
    ...(alert.context.portalLink && { link: alert.context.portalLink }),
    targets: found.targets,
    properties: alert.properties,
    unsupported: found.unsupported,
    warnings: found.warnings,
  };
}
