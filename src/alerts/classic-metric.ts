import * as v from 'valibot';
import type { ParsedAlert } from './alert.ts';
import { fields, optionalText, readFields, resourceId, text, time } from './fields.ts';
import { targetsOf } from './mentions.ts';
import { properties } from './properties.ts';
import { isTestAlert } from './test-alert.ts';

const status = v.picklist(['Activated', 'Resolved'], '"Activated" or "Resolved"');

// Source: "Webhooks for classic metric alerts", learn.microsoft.com/azure/azure-monitor/alerts/alerts-webhooks.
const schema = fields({
  status,
  context: fields({
    timestamp: time,
    id: text,
    name: text,
    description: optionalText,
    resourceId,
    portalLink: optionalText,
  }),
  properties,
});

/** Tells a classic metric alert, which carries no schema id. */
export function looksClassic(body: object): boolean {
  return !('schemaId' in body) && 'status' in body && 'context' in body;
}

/**
 * Reads a classic metric alert. It has no id of its own: rule, resource and time make one.
 *
 * @throws {AlertError} `InvalidAlert`.
 */
export function parseClassicMetric(body: unknown): ParsedAlert {
  const alert = readFields(schema, body);
  const { timestamp, id, name, description, resourceId: resource, portalLink } = alert.context;
  const series = [id, resource.id].join(' ').toLowerCase();
  const isTest = isTestAlert(id, name, [resource]);
  const happened = alert.status === 'Activated' ? 'fired' : 'resolved';
  return {
    identity: `${series} ${timestamp}`,
    series,
    rule: name,
    ...(description && { description }),
    condition: isTest ? 'test' : happened,
    firedAt: timestamp,
    ...(portalLink && { link: portalLink }),
    targets: targetsOf({ resources: [resource], computers: [], instances: [] }),
    properties: alert.properties,
  };
}
