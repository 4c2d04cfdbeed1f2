import type { ResourceId } from './resource-id.ts';

/**
 * Tells the made-up alerts of the "Test action group" button. Their payloads name rules `test-…` on
 * resources in a group `test-RG`; those without such a resource have an alert id that ends in `Test_Alert`.
 * Source: "Action groups", learn.microsoft.com/azure/azure-monitor/alerts/action-groups.
 */
export function isTestAlert(
  alertId: string,
  rule: string,
  resources: readonly ResourceId[],
): boolean {
  if (alertId.endsWith('/Test_Alert')) return true;
  const inTestGroup = ({ resourceGroup }: ResourceId): boolean =>
    resourceGroup?.toLowerCase() === 'test-rg';
  return rule.startsWith('test-') && resources.length > 0 && resources.every(inTestGroup);
}
