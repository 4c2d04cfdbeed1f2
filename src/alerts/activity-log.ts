import * as v from 'valibot';
import type { ParsedAlert } from './alert.ts';
import { fields, label, readable, readFields, time, word } from './fields.ts';
import { identityOf } from './identity.ts';
import { limits } from './limits.ts';
import { properties } from './properties.ts';
import { targetsOf } from './targets.ts';
import { isTestAlert } from './test-alert.ts';

/** The `schemaId` of activity log, service health and resource health alerts that do not use the common schema. */
export const activityLogSchemaId = 'Microsoft.Insights/activityLogs';

const id = label(limits.propertyLength);

// Source: "Configure a webhook to get activity log alerts", learn.microsoft.com/azure/azure-monitor/alerts/activity-log-alerts-webhook.
const schema = fields({
  data: fields({
    status: word(['Activated', 'Deactivated', 'Resolved']),
    context: fields({
      activityLog: fields({
        // Absent in service health alerts, which are about a subscription.
        resourceId: id,
        authorization: readable(fields({ scope: id }), { scope: undefined }),
        eventDataId: id,
        operationId: id,
        correlationId: id,
        eventTimestamp: v.nullish(time),
        submissionTimestamp: v.nullish(time),
        operationName: label(limits.ruleLength),
        status: id,
        description: label(limits.descriptionLength),
      }),
    }),
    properties,
  }),
});

/**
 * Reads an activity log alert in its own schema, which does not name its rule. The event id
 * identifies the alert.
 *
 * @throws {AlertError} `InvalidAlert`.
 */
export function parseActivityLog(body: unknown, receivedAt: string): ParsedAlert {
  const { status, context, properties: custom } = readFields(schema, body).data;
  const event = context.activityLog;
  const resourceId = event.resourceId ?? event.authorization.scope;
  const targetIds = resourceId === undefined ? [] : [resourceId];
  const found = targetsOf({ targetIds, dimensions: [] });
  const rule = event.operationName ?? 'activity log';
  const happenedAt = event.eventTimestamp ?? event.submissionTimestamp ?? undefined;
  const isTest = isTestAlert(event.eventDataId ?? '', rule, found.resources);
  return {
    identity: identityOf({
      ids: [
        'activityLog',
        event.eventDataId ?? event.operationId ?? event.correlationId,
        event.operationName,
        event.status,
        happenedAt,
      ],
      targets: targetIds,
      dimensions: [],
    }),
    rule,
    ...(event.description && { description: event.description }),
    condition: isTest ? 'test' : status === 'Activated' ? 'fired' : 'resolved',
    firedAt: happenedAt ?? receivedAt,
    targets: found.targets,
    properties: custom,
    unsupported: found.unsupported,
    warnings: found.warnings,
  };
}
