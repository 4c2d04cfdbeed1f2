import * as v from 'valibot';
import type { ParsedAlert } from './alert.ts';
import { fields, optionalText, readFields, resourceIdOrName, text, time } from './fields.ts';
import { targetsOf } from './mentions.ts';
import { properties } from './properties.ts';
import { isTestAlert } from './test-alert.ts';

/** The `schemaId` of activity log, service health and resource health alerts that do not use the common schema. */
export const activityLogSchemaId = 'Microsoft.Insights/activityLogs';

// Source: "Configure a webhook for an activity log alert", learn.microsoft.com/azure/azure-monitor/alerts/activity-log-alerts-webhook.
const schema = fields({
  data: fields({
    status: v.picklist(['Activated', 'Deactivated', 'Resolved'], '"Activated" or "Deactivated"'),
    context: fields({
      activityLog: fields({
        // Absent in service health alerts, which are about a subscription.
        resourceId: v.optional(resourceIdOrName),
        eventDataId: text,
        eventTimestamp: time,
        operationName: optionalText,
        description: optionalText,
      }),
    }),
    properties,
  }),
});

/**
 * Reads an activity log alert in its own schema, which does not name its rule. The event's own id
 * tells it from others.
 *
 * @throws {AlertError} `InvalidAlert`.
 */
export function parseActivityLog(body: unknown): ParsedAlert {
  const { status, context, properties: held } = readFields(schema, body).data;
  const { resourceId, eventDataId, eventTimestamp, operationName, description } =
    context.activityLog;
  const resources = typeof resourceId === 'object' ? [resourceId] : [];
  const rule = operationName ?? 'activity log';
  const happened = status === 'Activated' ? 'fired' : 'resolved';
  return {
    identity: [eventDataId, ...resources.map(({ id }) => id)].join(' ').toLowerCase(),
    rule,
    ...(description && { description }),
    condition: isTestAlert(eventDataId, rule, resources) ? 'test' : happened,
    firedAt: eventTimestamp,
    targets: targetsOf({ resources, computers: [], instances: [] }),
    properties: held,
  };
}
