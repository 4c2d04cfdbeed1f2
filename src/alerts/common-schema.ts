import * as v from 'valibot';
import type { Alert } from './alert.ts';
import {
  fields,
  optionalText,
  readFields,
  resourceId,
  resourceIdOrName,
  text,
  time,
} from './fields.ts';
import { isTestAlert } from './test-alert.ts';
import { virtualMachinesOf } from './virtual-machines.ts';

/** The `schemaId` of the common alert schema. */
export const commonSchemaId = 'azureMonitorCommonAlertSchema';

const monitorCondition = v.picklist(['Fired', 'Resolved'], '"Fired" or "Resolved"');

// Source: "Common alert schema", learn.microsoft.com/azure/azure-monitor/alerts/alerts-common-schema.
const schema = fields({
  data: fields({
    essentials: fields({
      alertId: text,
      alertRule: text,
      severity: optionalText,
      monitorCondition,
      // null for alerts on budgets.
      alertTargetIDs: v.nullish(v.array(resourceId, 'an array of resource ids'), []),
      configurationItems: v.nullish(v.array(resourceIdOrName, 'an array of strings'), []),
      firedDateTime: time,
      description: optionalText,
      investigationLink: optionalText,
    }),
  }),
});

/**
 * Reads an alert in the common schema. A log alert's target is its workspace; the machine then
 * stands among the configuration items, as a resource id or as a bare name (which is passed over).
 *
 * @throws {AlertError} `InvalidAlert`.
 */
export function parseCommonSchema(body: unknown): Alert {
  const { essentials } = readFields(schema, body).data;
  const { alertTargetIDs, configurationItems } = essentials;
  const named = configurationItems.filter((item) => item !== undefined);
  const resources = [...alertTargetIDs, ...named];
  const isTest = isTestAlert(essentials.alertId, essentials.alertRule, resources);
  const happened = essentials.monitorCondition === 'Fired' ? 'fired' : 'resolved';
  return {
    identity: essentials.alertId.toLowerCase(),
    rule: essentials.alertRule,
    ...(essentials.severity && { severity: essentials.severity }),
    ...(essentials.description && { description: essentials.description }),
    condition: isTest ? 'test' : happened,
    firedAt: essentials.firedDateTime,
    ...(essentials.investigationLink && { link: essentials.investigationLink }),
    targets: virtualMachinesOf(resources),
  };
}
