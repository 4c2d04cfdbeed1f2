import * as v from 'valibot';
import type { ParsedAlert } from './alert.ts';
import type { Dimension } from './dimensions.ts';
import { condition, dimensions } from './dimensions.ts';
import { fields, label, link, readFields, strings, text, time, word } from './fields.ts';
import { identityOf } from './identity.ts';
import { limits } from './limits.ts';
import { properties } from './properties.ts';
import { searchResults } from './search-results.ts';
import { targetsOf } from './targets.ts';
import { isTestAlert } from './test-alert.ts';

/** The `schemaId` of the common alert schema. */
export const commonSchemaId = 'azureMonitorCommonAlertSchema';

/** The alert context. Its shape depends on the sending service, so every field is optional. */
const alertContext = fields({
  properties,
  condition,
  // Log alerts of the first version.
  Dimensions: dimensions,
  AffectedConfigurationItems: strings,
  SearchResults: searchResults,
  // Prometheus alerts.
  labels: dimensions,
});

// Source: "Common alert schema", learn.microsoft.com/azure/azure-monitor/alerts/alerts-common-schema.
const schema = fields({
  data: fields({
    essentials: fields({
      alertId: text,
      // null for budget alerts, as is alertTargetIDs.
      alertRule: label(limits.ruleLength),
      severity: label(limits.wordLength),
      signalType: label(limits.wordLength),
      monitoringService: label(limits.wordLength),
      monitorCondition: word(['Fired', 'Resolved']),
      alertTargetIDs: strings,
      configurationItems: strings,
      firedDateTime: time,
      description: label(limits.descriptionLength),
      investigationLink: link,
    }),
    alertContext: v.fallback(alertContext, v.parse(alertContext, {})),
    customProperties: properties,
  }),
});

/**
 * Reads an alert in the common schema. The target of a log alert is its workspace; the dimensions or
 * the configuration items then name the machine, by resource id or by name.
 *
 * @throws {AlertError} `InvalidAlert`.
 */
export function parseCommonSchema(body: unknown): ParsedAlert {
  const { essentials, alertContext: context, customProperties } = readFields(schema, body).data;
  const { alertId, alertRule, alertTargetIDs, firedDateTime, severity } = essentials;
  const rows: Dimension[][] = [...context.condition, context.Dimensions, context.labels];
  const found = targetsOf({
    targetIds: alertTargetIDs,
    dimensions: rows,
    items: [...essentials.configurationItems, ...context.AffectedConfigurationItems],
    results: context.SearchResults,
    hasComputers: isLog(essentials.signalType ?? essentials.monitoringService),
  });
  const isTest = isTestAlert(alertId, alertRule ?? '', found.resources);
  return {
    identity: identityOf({
      ids: ['common', alertId, alertRule, firedDateTime],
      targets: alertTargetIDs,
      dimensions: rows,
    }),
    series: identityOf({ ids: ['common', alertId], targets: [], dimensions: [] }),
    rule: alertRule ?? 'alert without a rule',
    ...(severity && { severity }),
    ...(essentials.description && { description: essentials.description }),
    condition: isTest ? 'test' : essentials.monitorCondition === 'Fired' ? 'fired' : 'resolved',
    firedAt: firedDateTime,
    ...(essentials.investigationLink && { link: essentials.investigationLink }),
    targets: found.targets,
    properties: { ...context.properties, ...customProperties },
    unsupported: found.unsupported,
    warnings: found.warnings,
  };
}

/** True for the signal type of log alerts, and for each service that sends them. */
const isLog = (source = ''): boolean =>
  ['log', 'log alerts v2', 'log analytics', 'application insights'].includes(source.toLowerCase());
