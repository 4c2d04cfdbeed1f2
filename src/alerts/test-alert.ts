import type { ResourceId } from './resource-id.ts';

/**
 * True for alerts of the "Test action group" button. Their payloads name rules `test-…`, or resources
 * `test-…` in the group `test-RG`; those without such a resource have an alert id that ends in
 * `Test_Alert`.
 * Source: "Sample payloads for test actions", learn.microsoft.com/azure/azure-monitor/alerts/alerts-payload-samples.
 */
export function isTestAlert(
  alertId: string,
  rule: string,
  resources: readonly ResourceId[],
): boolean {
  if (/\/Test_Alert$/i.test(alertId)) return true;
  const isNamed = (name = ''): boolean => name.toLowerCase().startsWith('test-');
  const isMadeUp = ({ resourceGroup, name }: ResourceId): boolean =>
    resourceGroup?.toLowerCase() === 'test-rg' && (isNamed(rule) || isNamed(name));
  return resources.length > 0 && resources.every(isMadeUp);
}
