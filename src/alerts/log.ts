import * as v from 'valibot';
import type { ParsedAlert } from './alert.ts';
import { fields, optionalText, readFields, text, time } from './fields.ts';
import { dimensions, joinMentions, mentionsIn, targetsOf } from './mentions.ts';
import type { ResourceId } from './resource-id.ts';
import { parseResourceId } from './resource-id.ts';
import { mentionsInResults } from './search-results.ts';
import { isTestAlert } from './test-alert.ts';

/** The `schemaId` that log alerts of the first version may have; their fields then stand under `data`. */
export const logSchemaId = 'Microsoft.Insights/LogAlert';

// Source: "Log alert payload", learn.microsoft.com/azure/azure-monitor/alerts/alerts-log-webhook.
const schema = fields({
  SubscriptionId: v.pipe(
    text,
    v.check(
      (id) => parseResourceId(`/subscriptions/${id}`) !== undefined,
      'the id of a subscription',
    ),
  ),
  AlertRuleName: text,
  SearchIntervalStartTimeUtc: optionalText,
  SearchIntervalEndtimeUtc: time,
  Severity: optionalText,
  Description: optionalText,
  LinkToSearchResults: optionalText,
  Dimensions: dimensions,
  SearchResult: v.optional(v.unknown()),
});

/** Tells a log alert of the first version without a schema id. */
export function looksLikeLog(body: object): boolean {
  return !('schemaId' in body) && 'AlertRuleName' in body && 'SubscriptionId' in body;
}

/**
 * Reads a log alert of the first version. It has no id of its own: rule and time make one. Which
 * machines it is about, only its dimensions and the result of its query tell.
 *
 * @throws {AlertError} `InvalidAlert`.
 */
export function parseLog(body: unknown): ParsedAlert {
  const alert = readFields(schema, body);
  const {
    SubscriptionId: subscriptionId,
    AlertRuleName: rule,
    SearchIntervalEndtimeUtc: at,
  } = alert;
  const subscription: ResourceId = { id: `/subscriptions/${subscriptionId}`, subscriptionId };
  const found = joinMentions([mentionsIn(alert.Dimensions), mentionsInResults(alert.SearchResult)]);
  const isTest = isTestAlert('', rule, found.resources);
  return {
    identity: [subscriptionId, rule, at].join(' ').toLowerCase(),
    rule,
    ...(alert.Severity && { severity: alert.Severity }),
    ...(alert.Description && { description: alert.Description }),
    condition: isTest ? 'test' : 'fired',
    firedAt: at,
    ...(alert.LinkToSearchResults && { link: alert.LinkToSearchResults }),
    targets: targetsOf({ ...found, resources: [subscription, ...found.resources] }),
    properties: {},
  };
}
