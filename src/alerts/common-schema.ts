import * as v from 'valibot';
import type { ParsedAlert } from './alert.ts';
import {
  fields,
  optionalText,
  readFields,
  resourceId,
  resourceIdOrName,
  text,
  time,
} from './fields.ts';
import type { Mentions } from './mentions.ts';
import { dimensions, joinMentions, mentionsIn, targetsOf } from './mentions.ts';
import { properties } from './properties.ts';
import { asMachine } from './target.ts';
import { mentionsInResults } from './search-results.ts';
import { isTestAlert } from './test-alert.ts';

/** The `schemaId` of the common alert schema. */
export const commonSchemaId = 'azureMonitorCommonAlertSchema';

const monitorCondition = v.picklist(['Fired', 'Resolved'], '"Fired" or "Resolved"');

const unknown = v.optional(v.unknown());
const noContext = { properties: undefined, condition: undefined, SearchResults: undefined };

/** Its shape is that of the service that sends the alert: what is read of it is read if it is there. */
const alertContext = v.fallback(
  v.object({
    properties: unknown,
    condition: v.fallback(
      v.optional(v.object({ allOf: v.array(v.object({ dimensions })) })),
      undefined,
    ),
    SearchResults: unknown,
  }),
  noContext,
);

// Source: "Common alert schema", learn.microsoft.com/azure/azure-monitor/alerts/alerts-common-schema.
const schema = fields({
  data: fields({
    essentials: fields({
      alertId: text,
      alertRule: text,
      severity: optionalText,
      signalType: optionalText,
      monitorCondition,
      // null for alerts on budgets.
      alertTargetIDs: v.nullish(v.array(resourceId, 'an array of resource ids'), []),
      configurationItems: v.nullish(v.array(resourceIdOrName, 'an array of strings'), []),
      firedDateTime: time,
      description: optionalText,
      investigationLink: optionalText,
    }),
    alertContext: v.optional(alertContext, noContext),
    customProperties: properties,
  }),
});

type Payload = v.InferOutput<typeof schema>['data'];

/**
 * Reads an alert in the common schema. A log alert's target is its workspace; the machine then
 * stands among the configuration items or the dimensions, as a resource id or as a bare name.
 *
 * @throws {AlertError} `InvalidAlert`.
 */
export function parseCommonSchema(body: unknown): ParsedAlert {
  const { data } = readFields(schema, body);
  const { essentials } = data;
  const mentions = mentionsOf(data);
  const isTest = isTestAlert(essentials.alertId, essentials.alertRule, mentions.resources);
  const happened = essentials.monitorCondition === 'Fired' ? 'fired' : 'resolved';
  return {
    identity: essentials.alertId.toLowerCase(),
    rule: essentials.alertRule,
    ...(essentials.severity && { severity: essentials.severity }),
    ...(essentials.description && { description: essentials.description }),
    condition: isTest ? 'test' : happened,
    firedAt: essentials.firedDateTime,
    ...(essentials.investigationLink && { link: essentials.investigationLink }),
    targets: targetsOf(mentions),
    properties: { ...v.parse(properties, data.alertContext.properties), ...data.customProperties },
  };
}

function mentionsOf({ essentials, alertContext: context }: Payload): Mentions {
  const { alertTargetIDs, configurationItems, signalType = '' } = essentials;
  const rows = joinMentions([
    ...(context.condition?.allOf ?? []).map((row) => mentionsIn(row.dimensions)),
    mentionsInResults(context.SearchResults),
  ]);
  const items = configurationItems.filter((item) => item !== undefined);
  const inItems = items.filter((item) => typeof item !== 'string');
  const resources = [...alertTargetIDs, ...inItems, ...rows.resources];

  // Where the target or an item is a machine, a bare name only says so again. Alerts of other
  // kinds have the name of their target there, whatever it is.
  const isSettled = [...alertTargetIDs, ...inItems].some(asMachine);
  const isLog = signalType.toLowerCase() === 'log';
  const targetNames = new Set(alertTargetIDs.map(({ name = '' }) => name.toLowerCase()));
  const isComputer = (name: string): boolean => !targetNames.has(name.toLowerCase());
  const named = items.filter((item) => typeof item === 'string').filter(isComputer);
  const fromItems = rows.resources.some(asMachine) || rows.computers.length > 0 ? [] : named;
  const computers = isLog && !isSettled ? [...rows.computers, ...fromItems] : [];
  // A scale set's instance may be told by the name of its computer alone.
  const instances = [...rows.instances, ...(isSettled ? rows.computers : [])];
  return { resources, computers, instances };
}
