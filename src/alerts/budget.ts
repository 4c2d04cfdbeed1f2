import * as v from 'valibot';
import type { ParsedAlert } from './alert.ts';
import { fields, label, readFields } from './fields.ts';
import { identityOf } from './identity.ts';
import { limits } from './limits.ts';

/** The `schemaId` of budget alerts that do not use the common schema. */
export const budgetSchemaId = 'AIP Budget Notification';

// Source: "Noncommon alert schema definitions", learn.microsoft.com/azure/azure-monitor/alerts/alerts-non-common-schema-definitions.
const schema = fields({
  data: fields({
    BudgetName: label(limits.ruleLength),
    SubscriptionId: label(limits.wordLength),
    BudgetStartDate: v.optional(v.unknown()),
  }),
});

/**
 * Reads a budget alert, which has neither a machine nor a time.
 *
 * @throws {AlertError} `InvalidAlert`.
 */
export function parseBudget(body: unknown, receivedAt: string): ParsedAlert {
  const { BudgetName: name = 'budget', SubscriptionId: subscription } = readFields(
    schema,
    body,
  ).data;
  return {
    identity: identityOf({ ids: [subscription, name, receivedAt], targets: [], dimensions: [] }),
    rule: name,
    condition: name.toLowerCase().startsWith('test-') ? 'test' : 'fired',
    firedAt: receivedAt,
    targets: [],
    properties: {},
    unsupported: [],
    warnings: [],
  };
}
