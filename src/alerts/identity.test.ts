import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { anyText } from '../test-support/any-text.ts';
import { instanceIdOf } from './instance-id.ts';
import { parseAlert } from './parse-alert.ts';

interface Dimension {
  name: string;
  value: string;
}

const subscription = '4b1d6c1e-30a5-4c57-8f0e-6a2f9be0d7a1';
const group = `/subscriptions/${subscription}/resourceGroups/shop/providers`;
const machine = `${group}/Microsoft.Compute/virtualMachines/web-01`;
const at = '2026-11-20T02:14:07.441Z';

const common = (alertContext: object): object => ({
  schemaId: 'azureMonitorCommonAlertSchema',
  data: {
    essentials: {
      alertId: `/subscriptions/${subscription}/providers/Microsoft.AlertsManagement/alerts/1`,
      alertRule: 'rule',
      signalType: 'Log',
      monitorCondition: 'Fired',
      alertTargetIDs: [machine],
      firedDateTime: at,
    },
    alertContext,
  },
});
const logV1 = (Dimensions: Dimension[]): object => ({
  SubscriptionId: subscription,
  AlertRuleName: 'rule',
  SearchIntervalEndtimeUtc: at,
  WorkspaceId: 'w',
  Dimensions,
});
const metric = (dimensions: Dimension[], more: object = {}): object => ({
  schemaId: 'AzureMonitorMetricAlert',
  data: {
    status: 'Activated',
    context: {
      timestamp: at,
      id: `${group}/microsoft.insights/metricAlerts/rule`,
      name: 'rule',
      condition: { allOf: [{ metricName: 'cpu', dimensions }] },
      resourceId: machine,
      ...more,
    },
  },
});

/** Every schema whose alerts have dimensions. */
const schemas: Record<string, (dimensions: Dimension[]) => object> = {
  'common, metric or log': (dimensions) => common({ condition: { allOf: [{ dimensions }] } }),
  'common, log of the first version': (Dimensions) => common({ Dimensions }),
  'common, Prometheus': (dimensions) =>
    common({ labels: Object.fromEntries(dimensions.map(({ name, value }) => [name, value])) }),
  metric: (dimensions) => metric(dimensions),
  'log of the first version': logV1,
  'log of the first version, wrapped': (dimensions) => ({
    schemaId: 'Microsoft.Insights/LogAlert',
    data: logV1(dimensions),
  }),
};

const idOf = (body: unknown): string => instanceIdOf(parseAlert(body));

/** Realistic and arbitrary names and values. */
const word = fc.oneof(
  fc.constantFrom('Computer', 'VMName', '_ResourceId', 'a', 'A', '', ' ', '0', 'x","y', machine),
  anyText(12),
);
const dimensionsOf = fc.uniqueArray(fc.record({ name: word, value: word }), {
  selector: ({ name }) => name,
  minLength: 1,
  maxLength: 4,
});

/** The same JSON with keys in another order and case, and with whitespace between tokens. */
function rewrite(value: unknown, dice: () => number): unknown {
  if (Array.isArray(value)) return value.map((item) => rewrite(item, dice));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, held]) => [key, rewrite(held, dice)] as const);
  return Object.fromEntries(entries.sort(() => dice() - 1));
}
const recased = (value: unknown, dice: () => number, isData = false): unknown => {
  if (Array.isArray(value)) return value.map((item) => recased(item, dice, isData));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, held]) => {
      const cased = [key, key.toUpperCase(), key.toLowerCase()][dice()] ?? key;
      // Label names are dimension names, which are data.
      return [isData ? key : cased, recased(held, dice, key === 'labels')];
    }),
  );
};

for (const [schema, bodyFor] of Object.entries(schemas)) {
  describe(schema, () => {
    test('two alerts that differ in one dimension value never share an id', () => {
      fc.assert(
        fc.property(dimensionsOf, fc.nat(3), word, (dimensions, index, value) => {
          const changed = dimensions[index % dimensions.length]!;
          fc.pre(changed.value !== value && changed.name !== '__proto__');
          const other = dimensions.map((one) => (one === changed ? { ...one, value } : one));
          assert.notEqual(idOf(bodyFor(other)), idOf(bodyFor(dimensions)));
        }),
        { numRuns: 300 },
      );
    });

    test('an alert that is delivered again has the same id', () => {
      const dice = fc.infiniteStream(fc.nat(2));
      fc.assert(
        fc.property(dimensionsOf, dice, fc.nat(4), (dimensions, throws, indent) => {
          const next = (): number => {
            const thrown = throws.next();
            return thrown.done === true ? 0 : thrown.value;
          };
          const body = bodyFor(dimensions);
          const again = JSON.stringify(recased(rewrite(body, next), next), null, indent);
          assert.equal(idOf(JSON.parse(again) as unknown), idOf(body));
        }),
        { numRuns: 200 },
      );
    });
  });
}

describe('two alerts are the same only if', () => {
  const [a, b] = [[{ name: 'VMName', value: 'edge_0' }], [{ name: 'VMName', value: 'edge_1' }]];
  const different: [what: string, one: object, other: object][] = [
    ['their dimensions are', metric(a), metric(b)],
    ['their time is', metric(a), metric(a, { timestamp: '2026-11-20T02:15:07Z' })],
    ['their rule is', metric(a), metric(a, { id: 'other' })],
    ['their resource is', metric(a), metric(a, { resourceId: `${machine}x` })],
    ['their workspace is', logV1(a), { ...logV1(a), WorkspaceId: 'v' }],
    [
      'what is affected is',
      { ...logV1([]), AffectedConfigurationItems: ['v1a'] },
      { ...logV1([]), AffectedConfigurationItems: ['v1b'] },
    ],
    [
      'their dimensions are, criterion by criterion',
      common({ condition: { allOf: [{ dimensions: a }, { dimensions: b }] } }),
      common({ condition: { allOf: [{ dimensions: b }, { dimensions: a }] } }),
    ],
  ];
  for (const [what, one, other] of different) {
    test(what, () => assert.notEqual(idOf(one), idOf(other)));
  }
});

// Deliveries before and after an upgrade of the app are the same alert.
describe('an alert has the same id in each version of the app', () => {
  const known: [name: string, id: string, series?: string][] = [
    ['01-classic-metric-activated', '33b02bd50d0dbfdf6f3e8ecf', '3b8454186f49'],
    ['03-metric-noncommon-single-dimension-activated', '80b6ccc2557633a1c6d16aff', '1224ae7d8aee'],
    ['06-common-metric-fired-vm', 'a3751fdd7616413368d2f44b', '62f1456263c7'],
    ['12-common-log-alert-v2-resourceid-dimension', 'bc439cd738a334dc2a1ec1b8', 'ed66562e7877'],
    ['20-activity-log-noncommon-vm', '1c613440ff199859ca16764f'],
    ['22-log-v1-noncommon', '3fe8d6fbcdb0a71784b03195'],
  ];
  for (const [name, id, series] of known) {
    test(name, () => {
      const file = new URL(`../../test/fixtures/alerts/${name}.json`, import.meta.url);
      const alert = parseAlert(JSON.parse(readFileSync(file, 'utf8')));
      assert.equal(instanceIdOf(alert), `alert-capture-${id}`);
      assert.equal(alert.series?.slice(0, 12), series);
    });
  }
});
