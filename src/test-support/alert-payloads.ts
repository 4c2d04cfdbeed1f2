/*
 * Payloads of each kind that Azure sends, in the format of Microsoft's samples. docs/alerts.md names the
 * source of each.
 */

export const subscription = '/subscriptions/4b1d6c1e-30a5-4c57-8f0e-6a2f9be0d7a1';
export const inGroup = (type: string, name: string, group = 'shop'): string =>
  `${subscription}/resourceGroups/${group}/providers/${type}/${name}`;
export const vm = (name: string): string => inGroup('Microsoft.Compute/virtualMachines', name);
export const workspace = inGroup('Microsoft.OperationalInsights/workspaces', 'law', 'mon');
export const at = '2026-11-20T02:14:07.441Z';

export interface Dimension {
  name: string;
  value: string;
}
export const dimension = (name: string, value: string): Dimension => ({ name, value });

export const common = (essentials: object, alertContext?: unknown, more: object = {}): object => ({
  schemaId: 'azureMonitorCommonAlertSchema',
  data: {
    essentials: {
      alertId: `${subscription}/providers/Microsoft.AlertsManagement/alerts/1`,
      alertRule: 'rule',
      severity: 'Sev3',
      signalType: 'Metric',
      monitorCondition: 'Fired',
      alertTargetIDs: [vm('web-01')],
      firedDateTime: at,
      ...essentials,
    },
    alertContext,
    ...more,
  },
});
export const withDimensions = (...rows: Dimension[][]): object => ({
  condition: { allOf: rows.map((dimensions) => ({ dimensions })) },
});
export const commonLog = (essentials: object, ...rows: Dimension[][]): object =>
  common(
    { signalType: 'Log', alertTargetIDs: [workspace], ...essentials },
    withDimensions(...rows),
  );
export const table = (...rows: [computer: string, region: string][]): object => ({
  tables: [
    {
      name: 'PrimaryResult',
      columns: [{ name: 'Computer', type: 'string' }, { name: 'Region' }, { name: 'n' }],
      rows: rows.map((row) => [...row, 3]),
    },
  ],
});
/** A query result with the given columns. */
export const result = (columns: string[], ...rows: (string | number)[][]): object => ({
  tables: [{ name: 'PrimaryResult', columns: columns.map((name) => ({ name })), rows }],
});
export const logV1 = (more: object): object => ({
  SubscriptionId: '4b1d6c1e-30a5-4c57-8f0e-6a2f9be0d7a1',
  AlertRuleName: 'rule',
  SearchQuery: 'Perf',
  SearchIntervalEndtimeUtc: '2026-11-20T02:14:07Z',
  ...more,
});
export const metric = (context: object): object => ({
  schemaId: 'AzureMonitorMetricAlert',
  data: {
    version: '2.0',
    properties: null,
    status: 'Activated',
    context: {
      timestamp: at,
      id: inGroup('microsoft.insights/metricAlerts', 'rule'),
      name: 'rule',
      severity: '3',
      resourceId: vm('web-01'),
      ...context,
    },
  },
});
export const activityLog = (event: object): object => ({
  schemaId: 'Microsoft.Insights/activityLogs',
  data: {
    status: 'Activated',
    context: { activityLog: { eventDataId: '1', eventTimestamp: at, ...event } },
    properties: {},
  },
});
