import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { at, inGroup, subscription, vm } from '../test-support/alert-payloads.ts';
import type { ParsedAlert } from './alert.ts';
import { parseAlert } from './parse-alert.ts';

const receivedAt = '2026-11-20T02:15:00.000Z';
const rule = inGroup('microsoft.insights/metricAlerts', 'cpu');
const portal = 'https://portal.azure.com/#alert';
const machine = {
  id: vm('web-01'),
  subscriptionId: subscription.slice(15),
  resourceGroup: 'shop',
  name: 'web-01',
};

type Shown = Omit<ParsedAlert, 'identity' | 'series'>;
const read = (body: unknown): Shown => {
  const { identity, series, ...shown } = parseAlert(body, receivedAt);
  assert.match(identity, /^[0-9a-f]{64}$/);
  assert.ok(series === undefined || (series !== identity && /^[0-9a-f]{64}$/.test(series)));
  return shown;
};

/** A payload of a schema with all fields that are read, and one with the required fields only. */
interface Schema {
  full: object;
  alert: Partial<Shown>;
  least: object;
  atLeast: Partial<Shown>;
}

const schemas: Record<string, Schema> = {
  common: {
    full: {
      schemaId: 'azureMonitorCommonAlertSchema',
      data: {
        essentials: {
          alertId: 'a',
          alertRule: 'cpu',
          severity: 'Sev1',
          signalType: 'Metric',
          monitorCondition: 'Fired',
          alertTargetIDs: [vm('web-01')],
          firedDateTime: at,
          description: 'CPU is high',
          investigationLink: portal,
        },
        alertContext: { properties: { team: 'shop', captureSeconds: '5' } },
        customProperties: { captureSeconds: '9' },
      },
    },
    // The properties of the rule take precedence over those of the context.
    alert: {
      rule: 'cpu',
      severity: 'Sev1',
      description: 'CPU is high',
      link: portal,
      properties: { team: 'shop', captureSeconds: '9' },
    },
    least: {
      schemaId: 'azureMonitorCommonAlertSchema',
      data: { essentials: { alertId: 'a', monitorCondition: 'Fired', firedDateTime: at } },
    },
    atLeast: { rule: 'alert without a rule', targets: [] },
  },
  metric: {
    full: {
      schemaId: 'AzureMonitorMetricAlert',
      data: {
        status: 'Activated',
        context: {
          timestamp: at,
          id: rule,
          name: 'cpu',
          description: 'CPU is high',
          severity: '1',
          resourceId: vm('web-01'),
          portalLink: portal,
        },
        properties: { captureSeconds: '9' },
      },
    },
    alert: {
      rule: 'cpu',
      severity: 'Sev1',
      description: 'CPU is high',
      link: portal,
      properties: { captureSeconds: '9' },
    },
    least: {
      schemaId: 'AzureMonitorMetricAlert',
      data: { status: 'Activated', context: { timestamp: at, id: rule, resourceId: vm('web-01') } },
    },
    atLeast: { rule: 'metric alert' },
  },
  'classic metric': {
    full: {
      status: 'Activated',
      context: {
        timestamp: at,
        id: rule,
        name: 'cpu',
        description: 'CPU is high',
        resourceId: vm('web-01'),
        portalLink: portal,
      },
      properties: { captureSeconds: '9' },
    },
    alert: {
      rule: 'cpu',
      description: 'CPU is high',
      link: portal,
      properties: { captureSeconds: '9' },
    },
    least: { status: 'Activated', context: { timestamp: at, id: rule, resourceId: vm('web-01') } },
    atLeast: { rule: 'classic metric alert' },
  },
  'activity log': {
    full: {
      schemaId: 'Microsoft.Insights/activityLogs',
      data: {
        status: 'Activated',
        context: {
          activityLog: {
            resourceId: vm('web-01'),
            eventDataId: '1',
            eventTimestamp: at,
            submissionTimestamp: receivedAt,
            operationName: 'restart',
            description: 'It restarts',
          },
        },
        properties: { captureSeconds: '9' },
      },
    },
    alert: {
      rule: 'restart',
      description: 'It restarts',
      properties: { captureSeconds: '9' },
    },
    least: {
      schemaId: 'Microsoft.Insights/activityLogs',
      data: {
        status: 'Activated',
        context: { activityLog: { resourceId: vm('web-01'), submissionTimestamp: at } },
      },
    },
    atLeast: { rule: 'activity log' },
  },
  'log of the first version': {
    full: {
      SubscriptionId: subscription.slice(15),
      AlertRuleName: 'cpu',
      SearchIntervalEndtimeUtc: at,
      Severity: 'Warning',
      Description: 'CPU is high',
      LinkToSearchResults: portal,
      AffectedConfigurationItems: [vm('web-01')],
    },
    alert: { rule: 'cpu', severity: 'Warning', description: 'CPU is high', link: portal },
    least: {
      schemaId: 'Microsoft.Insights/LogAlert',
      data: { SearchIntervalEndtimeUtc: at, ResourceId: vm('web-01') },
    },
    atLeast: { rule: 'log alert' },
  },
  budget: {
    full: {
      schemaId: 'AIP Budget Notification',
      data: { BudgetName: 'costs', SubscriptionId: '1' },
    },
    alert: { rule: 'costs', firedAt: receivedAt, targets: [] },
    least: { schemaId: 'AIP Budget Notification', data: {} },
    atLeast: { rule: 'budget', firedAt: receivedAt, targets: [] },
  },
};

const common: Shown = {
  rule: '',
  condition: 'fired',
  firedAt: at,
  targets: [machine],
  properties: {},
  unsupported: [],
  warnings: [],
};

describe('the alert that is read', () => {
  for (const [schema, { full, alert, least, atLeast }] of Object.entries(schemas)) {
    test(`${schema}, with all fields`, () => {
      assert.deepEqual(read(full), { ...common, ...alert });
    });
    test(`${schema}, with the required fields only`, () => {
      assert.deepEqual(read(least), { ...common, ...atLeast });
    });
  }

  test('of an activity log event without a time, has the time of its receipt', () => {
    const data = { status: 'Activated', context: { activityLog: { resourceId: vm('web-01') } } };
    const { firedAt } = read({ schemaId: 'Microsoft.Insights/activityLogs', data });
    assert.equal(firedAt, receivedAt);
  });

  test('keeps a severity that is a word', () => {
    const text = JSON.stringify(schemas.metric!.full);
    for (const severity of ['Low', '10', '1st', 'Sev1']) {
      const body = text.replace('"severity":"1"', `"severity":"${severity}"`);
      assert.equal(read(JSON.parse(body)).severity, severity);
    }
  });
});

describe('a resolution is read as such', () => {
  const resolutions: [schema: string, fired: string, resolved: string][] = [
    ['common', '"Fired"', '"Resolved"'],
    ['metric', '"Activated"', '"Deactivated"'],
    ['metric', '"Activated"', '"Resolved"'],
    ['classic metric', '"Activated"', '"Resolved"'],
    ['activity log', '"Activated"', '"Deactivated"'],
    ['activity log', '"Activated"', '"Resolved"'],
  ];
  for (const [schema, fired, resolved] of resolutions) {
    test(`${schema}, ${resolved}`, () => {
      const body = JSON.stringify(schemas[schema]!.full).replace(fired, resolved);
      assert.equal(read(JSON.parse(body)).condition, 'resolved');
    });
  }

  for (const schema of ['common', 'metric', 'classic metric']) {
    test(`${schema}: it has the series of its firing, and another rule does not`, () => {
      const firing = JSON.stringify(schemas[schema]!.full);
      const later = firing.replace(at, '2026-11-20T03:00:00.000Z');
      const seriesOf = (text: string): string | undefined => parseAlert(JSON.parse(text)).series;
      assert.notEqual(seriesOf(firing), undefined);
      assert.equal(seriesOf(later), seriesOf(firing));
      const other = later.replace('"alertId":"a"', '"alertId":"b"').replace(rule, `${rule}2`);
      assert.notEqual(seriesOf(other), seriesOf(firing));
    });
  }
});

describe('two events are told apart', () => {
  const idOf = (body: object): string => parseAlert(body, receivedAt).identity;
  const event = (more: object): object => ({
    schemaId: 'Microsoft.Insights/activityLogs',
    data: {
      status: 'Activated',
      context: { activityLog: { resourceId: vm('web-01'), eventTimestamp: at, ...more } },
    },
  });
  const differences: [by: string, one: object, other: object][] = [
    ['event id', { eventDataId: '1', operationId: '2' }, { eventDataId: '3', operationId: '2' }],
    ['operation', { operationId: '1' }, { operationId: '2' }],
    ['correlation', { correlationId: '1' }, { correlationId: '2' }],
    ['kind of operation', { operationName: 'start' }, { operationName: 'stop' }],
    ['status', { status: 'Started' }, { status: 'Succeeded' }],
    ['time', {}, { eventTimestamp: receivedAt }],
    ['resource', {}, { resourceId: vm('web-02') }],
  ];
  for (const [by, one, other] of differences) {
    test(`by their ${by}`, () => assert.notEqual(idOf(event(one)), idOf(event(other))));
  }

  const log = (more: object): object => ({
    AlertRuleName: 'r',
    SearchQuery: 'q',
    SearchIntervalEndtimeUtc: at,
    ...more,
  });
  for (const [by, one, other] of [
    ['subscription', { SubscriptionId: '1' }, { SubscriptionId: '2' }],
    ['rule', {}, { AlertRuleName: 's' }],
    ['time', {}, { SearchIntervalEndtimeUtc: receivedAt }],
    ['application', { ApplicationId: '1' }, { ApplicationId: '2' }],
    ['resource', { ResourceId: vm('a') }, { ResourceId: vm('b') }],
  ] as const) {
    test(`log alerts of the first version, by their ${by}`, () => {
      assert.notEqual(idOf(log(one)), idOf(log(other)));
    });
  }
});
