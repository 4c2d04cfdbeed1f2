import type { ParsedAlert } from './alert.ts';
import { dimensions } from './dimensions.ts';
import { fieldOf, fields, label, link, readFields, strings, time } from './fields.ts';
import { identityOf } from './identity.ts';
import { limits } from './limits.ts';
import { parseResourceId } from './resource-id.ts';
import { searchResults } from './search-results.ts';
import { targetsOf } from './targets.ts';
import { isTestAlert } from './test-alert.ts';

/** The `schemaId` that version 1 log alerts may have; their fields are then under `data`. */
export const logSchemaId = 'Microsoft.Insights/LogAlert';

const id = label(limits.propertyLength);

// Source: "Sample payloads for log search alerts", learn.microsoft.com/azure/azure-monitor/alerts/alerts-log-webhook.
const schema = fields({
  SubscriptionId: id,
  AlertRuleName: label(limits.ruleLength),
  SearchIntervalEndtimeUtc: time,
  Severity: label(limits.wordLength),
  Description: label(limits.descriptionLength),
  LinkToSearchResults: link,
  WorkspaceId: id,
  ApplicationId: id,
  ResourceId: id,
  Dimensions: dimensions,
  AffectedConfigurationItems: strings,
  SearchResult: searchResults,
  SearchResults: searchResults,
});

/** True for a version 1 log alert without a schema id. */
export const looksLikeLog = (body: object): boolean =>
  fieldOf(body, 'AlertRuleName') !== undefined &&
  ['SubscriptionId', 'SearchQuery'].some((name) => fieldOf(body, name) !== undefined);

/**
 * Reads a version 1 log alert. It has no id: its rule, dimensions and time identify it.
 *
 * @throws {AlertError} `InvalidAlert`.
 */
export function parseLog(body: unknown): ParsedAlert {
  const alert = readFields(schema, body);
  const { AlertRuleName: rule = 'log alert', SearchIntervalEndtimeUtc: endedAt } = alert;
  const items = alert.AffectedConfigurationItems;
  const subscriptionId = parseResourceId(
    `/subscriptions/${alert.SubscriptionId ?? ''}`,
  )?.subscriptionId;
  const found = targetsOf({
    targetIds: alert.ResourceId === undefined ? [] : [alert.ResourceId],
    dimensions: [alert.Dimensions],
    items,
    results: [...alert.SearchResult, ...alert.SearchResults],
    hasComputers: true,
    ...(subscriptionId !== undefined && { subscriptionId }),
  });
  return {
    identity: identityOf({
      ids: [
        'log',
        alert.SubscriptionId,
        alert.WorkspaceId ?? alert.ApplicationId ?? alert.ResourceId,
        rule,
        endedAt,
      ],
      targets: items,
      dimensions: [alert.Dimensions],
    }),
    rule,
    ...(alert.Severity && { severity: alert.Severity }),
    ...(alert.Description && { description: alert.Description }),
    condition: isTestAlert('', rule, found.resources) ? 'test' : 'fired',
    firedAt: endedAt,
    ...(alert.LinkToSearchResults && { link: alert.LinkToSearchResults }),
    targets: found.targets,
    properties: {},
    unsupported: found.unsupported,
    warnings: found.warnings,
  };
}
