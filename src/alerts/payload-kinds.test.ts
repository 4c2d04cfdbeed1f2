import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  activityLog,
  at,
  common,
  commonLog,
  dimension,
  inGroup,
  logV1,
  metric,
  result,
  subscription,
  table,
  vm,
  withDimensions,
  workspace,
} from '../test-support/alert-payloads.ts';
import { parseAlert } from './parse-alert.ts';
import { reasonToIgnore } from './reason-to-ignore.ts';
import { isScaleSet } from './target.ts';

/** Names of the machines, with their scale set instances. */
const namesOf = (body: unknown): string[] =>
  parseAlert(body).targets.map((target) =>
    isScaleSet(target) ? [target.name, ...target.instances].join(' ') : target.name,
  );

describe('the machines that fired are captured', () => {
  const set = inGroup('Microsoft.Compute/virtualMachineScaleSets', 'edge');
  const cases: [what: string, body: object, machines: string[]][] = [
    ['metric, static threshold', common({}, withDimensions([])), ['web-01']],
    [
      'metric with a dimension ResourceId that is a GUID',
      common({}, withDimensions([dimension('ResourceId', 'b1b1b1b1-cccc-dddd-eeee-f2f2f2f2f2f2')])),
      ['web-01'],
    ],
    [
      'metric of a rule on a subscription',
      common(
        { alertTargetIDs: [subscription] },
        withDimensions([dimension('microsoft.resourceId', vm('web-02'))]),
      ),
      ['web-02'],
    ],
    [
      'log, the resource of the dimensions and not all of its scope',
      commonLog({ alertTargetIDs: [vm('web-01'), vm('web-02')] }, [
        dimension('_ResourceId', vm('web-02')),
      ]),
      ['web-02'],
    ],
    [
      'log, the computer of the dimensions and not all of its scope',
      commonLog({ alertTargetIDs: [vm('web-01'), vm('web-02')] }, [
        dimension('Computer', 'WEB-02.shop.example'),
      ]),
      ['web-02'],
    ],
    [
      'log, on a workspace, by computer',
      commonLog({ configurationItems: ['web-07'] }, [dimension('Computer', 'web-07')]),
      ['web-07'],
    ],
    [
      'log of the first version in the common schema, by Dimensions',
      common(
        { signalType: 'Log', alertTargetIDs: [workspace], configurationItems: null },
        { Dimensions: [dimension('_ResourceId', vm('web-02'))], IncludedSearchResults: 'False' },
      ),
      ['web-02'],
    ],
    [
      'log of the first version in the common schema, by AffectedConfigurationItems',
      common(
        { signalType: 'Log', alertTargetIDs: [workspace] },
        {
          SearchIntervalEndtimeUtc: '11/20/2026 2:14:07 AM',
          Dimensions: [],
          AffectedConfigurationItems: ['web-02'],
        },
      ),
      ['web-02'],
    ],
    [
      'log of the first version, by AffectedConfigurationItems',
      logV1({ AffectedConfigurationItems: [vm('web-02')] }),
      ['web-02'],
    ],
    [
      'log of the first version, and not the other rows of its result',
      logV1({
        Dimensions: [dimension('Computer', 'web-01')],
        SearchResult: table(['web-01', 'a'], ['web-02', 'b']),
      }),
      ['web-01'],
    ],
    [
      'log of the first version, the rows that have the dimension',
      logV1({
        Dimensions: [dimension('Region', 'b')],
        SearchResult: table(['web-01', 'a'], ['web-02', 'b'], ['web-03', 'b']),
      }),
      ['web-02', 'web-03'],
    ],
    [
      'log of the first version, all rows where nothing else is said',
      logV1({ SearchResult: table(['web-01', 'a'], ['web-02', 'b']) }),
      ['web-01', 'web-02'],
    ],
    [
      'log of the first version, the machine that the result has for the computer',
      logV1({
        Dimensions: [dimension('Computer', 'Guest-01.shop.example')],
        SearchResult: result(
          ['Computer', '_ResourceId'],
          ['guest-01', vm('web-01')],
          ['guest-02', vm('web-02')],
        ),
      }),
      ['web-01'],
    ],
    [
      'log of the first version, by name where no row of the result has the computer',
      logV1({
        Dimensions: [dimension('Computer', 'web-01')],
        SearchResult: result(['_ResourceId'], [vm('web-02')], [vm('web-03')]),
      }),
      ['web-01'],
    ],
    [
      'log of the first version, the rows that have the dimension, which is a number',
      logV1({
        Dimensions: [dimension('Port', '443')],
        SearchResult: result(['Computer', 'Port'], ['web-01', 80], ['web-02', 443]),
      }),
      ['web-02'],
    ],
    [
      'log, by VMName where nothing else names a machine',
      commonLog({}, [dimension('VMName', 'web-02')]),
      ['web-02'],
    ],
    [
      'log, the item of the computer and not all of its items',
      commonLog({ configurationItems: [vm('web-01'), vm('web-02')] }, [
        dimension('Computer', 'web-02'),
      ]),
      ['web-02'],
    ],
    [
      'log without a signal type, recognised by its service',
      commonLog({ signalType: null, monitoringService: 'Log Alerts V2' }, [
        dimension('Computer', 'web-02'),
      ]),
      ['web-02'],
    ],
    [
      'log of Application Insights, wrapped',
      {
        schemaId: 'Microsoft.Insights/LogAlert',
        data: logV1({ Description: null, Dimensions: [dimension('Computer', 'web-01')] }),
      },
      ['web-01'],
    ],
    [
      'Prometheus, by its labels',
      common(
        { alertTargetIDs: [inGroup('Microsoft.Monitor/accounts', 'amw')], signalType: 'Metric' },
        { expression: 'up == 0', labels: { 'microsoft.resourceid': vm('web-02'), cpu: '0' } },
      ),
      ['web-02'],
    ],
    [
      'a scale set, the instance of VMName',
      common({ alertTargetIDs: [set] }, withDimensions([dimension('VMName', 'edge_1')])),
      ['edge edge_1'],
    ],
    [
      'a scale set in the dimensions, with a computer',
      commonLog({}, [dimension('_ResourceId', set), dimension('Computer', 'edge000001')]),
      ['edge edge000001'],
    ],
    [
      'an instance of a scale set in Flexible mode, which is a virtual machine',
      commonLog({ alertTargetIDs: [set] }, [dimension('_ResourceId', vm('edge_a1b2c3d4'))]),
      ['edge_a1b2c3d4'],
    ],
    [
      'a scale set, with its criteria and dimensions as objects instead of lists',
      common(
        { alertTargetIDs: set },
        { condition: { allOf: { dimensions: { VMName: 'edge_1', LUN: 0 } } } },
      ),
      ['edge edge_1'],
    ],
    ['activity log', activityLog({ resourceId: vm('web-01') }), ['web-01']],
    [
      'activity log, by the scope of the operation where it has no resource',
      activityLog({ authorization: { action: 'x', scope: vm('web-01') } }),
      ['web-01'],
    ],
    [
      'resource health, by status "activated"',
      {
        ...activityLog({}),
        data: {
          ...(activityLog({ resourceId: vm('web-01') }) as { data: object }).data,
          status: 'activated',
        },
      },
      ['web-01'],
    ],
    [
      'metric in its own schema',
      metric({ condition: { allOf: [{ dimensions: [dimension('LUN', '0')] }] } }),
      ['web-01'],
    ],
  ];
  for (const [what, body, machines] of cases) {
    test(what, () => {
      const alert = parseAlert(body);
      assert.equal(reasonToIgnore(alert), undefined);
      assert.deepEqual(namesOf(body), machines);
      assert.deepEqual(alert.warnings, []);
    });
  }
});

describe('nothing is captured', () => {
  const testGroup = (type: string, name: string): string => inGroup(type, name, 'test-RG');
  const storage = testGroup('Microsoft.Storage/storageAccounts', 'test-storageAccount');
  const component = testGroup('microsoft.insights/components', 'test-applicationInsights');
  const lab = testGroup('Microsoft.OperationalInsights/workspaces', 'test-logAnalyticsWorkspace');
  const budget = {
    alertId: `${subscription}/providers/Microsoft.CostManagement/alerts/Test_Alert`,
    alertRule: null,
    severity: null,
    signalType: null,
    alertTargetIDs: null,
    configurationItems: ['budgets'],
    originAlertId: null,
  };
  const bodies: Record<string, object> = {
    'the test of a metric alert, static': common({
      alertRule: 'test-metricAlertRule',
      alertTargetIDs: [storage],
    }),
    'the test of an availability test': common({
      alertRule: 'test-availabilityTest-test-applicationInsights',
      alertTargetIDs: [component],
    }),
    'the test of a budget alert': common(budget, { AlertCategory: 'budgets' }),
    'a budget alert': common({ ...budget, alertId: budget.alertId.replace('Test_Alert', '5') }),
    'the test of a budget alert in its own schema': {
      schemaId: 'AIP Budget Notification',
      data: { SubscriptionId: '11111111', ResourceGroup: 'test-RG', BudgetName: 'test-budget' },
    },
    'the test of a log alert of the first version, in the common schema': common(
      { signalType: 'Log', alertRule: 'test-logAlertRule-v1-numResults', alertTargetIDs: [lab] },
      {
        AffectedConfigurationItems: ['test-computer'],
        SearchResults: table(['test-computer', '']),
      },
    ),
    'the test of a log alert of the first version': logV1({
      AlertRuleName: 'test-logAlertRule-v1-numResults',
      ResourceId: lab,
      SearchResult: table(['test-computer', '']),
    }),
    'the test of a log alert': common(
      { signalType: 'Log', alertRule: 'test-logAlertRule-v2', alertTargetIDs: [lab] },
      withDimensions([dimension('Computer', 'test-computer')]),
    ),
    'the test of an activity log alert': common({
      alertId: testGroup('microsoft.insights/activityLogAlerts', 'Test_Alert'),
      alertTargetIDs: [testGroup('microsoft.compute/virtualmachines', 'test-VM')],
    }),
    'the test of an activity log alert in its own schema': activityLog({
      resourceId: testGroup('Microsoft.Compute/virtualMachines', 'test-VM'),
      operationName: 'Microsoft.Compute/virtualMachines/restart/action',
    }),
    'the test of a service health alert': common(
      { signalType: 'ActivityLog', alertTargetIDs: [subscription] },
      { channels: 1, eventSource: 2, properties: { IsSynthetic: 'True', impactedServices: [{}] } },
    ),
    'the test of a service health alert in its own schema': activityLog({
      properties: { isSynthetic: 'True' },
    }),
    'the test of a smart alert': common({
      alertRule: 'test-SmartAlertRule',
      signalType: 'Log',
      alertTargetIDs: [component],
      configurationItems: ['test-applicationInsights'],
    }),
    'a security alert of the activity log, of a subscription that is not a GUID': activityLog({
      resourceId: '/subscriptions/12345-5645/resourceGroups/a/providers/Microsoft.Security/x/y',
    }),
    'an activity log event without a time': {
      schemaId: 'Microsoft.Insights/activityLogs',
      data: {
        status: 'Activated',
        context: {
          activityLog: { resourceId: inGroup('Microsoft.Insights/actionGroups', 'oncall') },
        },
        properties: {},
      },
    },
    'an Azure Monitor workspace': common({
      alertTargetIDs: [inGroup('Microsoft.Monitor/accounts', 'amw')],
    }),
  };
  for (const [what, body] of Object.entries(bodies)) {
    test(what, () => assert.notEqual(reasonToIgnore(parseAlert(body)), undefined));
  }
});

describe('an alert is read in any spelling', () => {
  const capitalised = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(capitalised);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, held]) => [
        key.charAt(0).toUpperCase() + key.slice(1),
        capitalised(held),
      ]),
    );
  };
  const bodies: Record<string, object> = {
    common: common(
      { investigationLink: 'https://portal.azure.com/#x' },
      withDimensions([dimension('Region', 'a')]),
      { customProperties: { captureseconds: '5' } },
    ),
    metric: metric({ condition: { allOf: [{ dimensions: [dimension('LUN', '0')] }] } }),
    'activity log': activityLog({ resourceId: vm('web-01') }),
    'first log': logV1({ Dimensions: [dimension('Computer', 'web-01')] }),
    classic: {
      status: 'Activated',
      context: { timestamp: at, id: 'rule', name: 'rule', resourceId: vm('web-01') },
      properties: null,
    },
  };
  for (const [what, body] of Object.entries(bodies)) {
    test(`${what}, with capitalised names`, () => {
      // Custom property names are data.
      const read = (payload: unknown): object => ({
        ...parseAlert(payload),
        properties: undefined,
      });
      assert.deepEqual(read(capitalised(body)), read(body));
    });
  }

  test('a time without a zone is UTC', () => {
    for (const SearchIntervalEndtimeUtc of ['3/22/2026 1:36:31 PM', '2026-03-22T13:36:31']) {
      assert.equal(
        parseAlert(logV1({ SearchIntervalEndtimeUtc })).firedAt,
        '2026-03-22T13:36:31.000Z',
      );
    }
  });
});
