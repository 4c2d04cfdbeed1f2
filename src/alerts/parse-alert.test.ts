import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import type { FieldError } from './alert.ts';
import { AlertError } from './alert.ts';
import { instanceIdOf } from './instance-id.ts';
import { parseAlert } from './parse-alert.ts';
import { reasonToIgnore } from './reason-to-ignore.ts';

const fixtures = new URL('../../test/fixtures/alerts/', import.meta.url);
const payload = (name: string): Record<string, unknown> =>
  JSON.parse(readFileSync(new URL(name, fixtures), 'utf8')) as Record<string, unknown>;

const machine =
  '/subscriptions/7c1f4f0a-2b6d-4c1e-9a53-0d5c2f7e8b11/resourcegroups/rg-shop-prod/providers/microsoft.compute/virtualmachines/vm-web-03';

function errorsOf(body: unknown): readonly FieldError[] {
  try {
    parseAlert(body);
  } catch (error) {
    assert(error instanceof AlertError);
    return error.errors;
  }
  return [];
}

describe('the common schema', () => {
  test('has the alert and its machine', () => {
    const alert = parseAlert(payload('06-common-metric-fired-vm.json'));
    assert.equal(alert.rule, 'net-out-spike-vm-web-03');
    assert.equal(alert.severity, 'Sev2');
    assert.equal(alert.condition, 'fired');
    assert.equal(alert.firedAt, '2026-11-20T02:14:07.441Z');
    assert.deepEqual(
      alert.targets.map((target) => target.id),
      [machine],
    );
    assert.equal(reasonToIgnore(alert), undefined);
  });

  test('finds the machine of a log alert among the configuration items', () => {
    const alert = parseAlert(payload('12-common-log-alert-v2-resourceid-dimension.json'));
    assert.deepEqual(
      alert.targets.map((target) => target.name),
      ['vm-web-03'],
    );
  });

  test('has each machine once', () => {
    const body = payload('06-common-metric-fired-vm.json');
    const { essentials } = body.data as { essentials: Record<string, unknown> };
    essentials.alertTargetIDs = [
      machine,
      machine.toUpperCase().replace('/SUBSCRIPTIONS', '/subscriptions'),
    ];
    essentials.configurationItems = [machine];
    assert.equal(parseAlert(body).targets.length, 1);
  });

  test('gives firing and resolution of one alert the same instance', () => {
    const fired = parseAlert(payload('06-common-metric-fired-vm.json'));
    const resolved = parseAlert(payload('07-common-metric-resolved-vm.json'));
    assert.equal(instanceIdOf(fired), instanceIdOf(resolved));
    assert.match(instanceIdOf(fired), /^alert-capture-[0-9a-f]{24}$/);
  });
});

describe('the classic metric schema', () => {
  test('has the alert and its machine', () => {
    const alert = parseAlert(payload('01-classic-metric-activated.json'));
    assert.equal(alert.rule, 'legacy-tcp-sent');
    assert.equal(alert.targets[0]?.name, 'vm-web-03');
    assert.equal(alert.severity, undefined);
    assert.equal(reasonToIgnore(alert), undefined);
  });
});

describe('every kind of alert', () => {
  const kinds: [name: string, rule: string, targets: string[], properties: object][] = [
    [
      '01-classic-metric-activated.json',
      'legacy-tcp-sent',
      ['vm-web-03'],
      { captureSeconds: '120' },
    ],
    [
      '03-metric-noncommon-single-dimension-activated.json',
      'net-out-spike-vm-web-03',
      ['vm-web-03'],
      { captureSeconds: '180' },
    ],
    [
      '06-common-metric-fired-vm.json',
      'net-out-spike-vm-web-03',
      ['vm-web-03'],
      { captureSeconds: '180', remotePort: '443' },
    ],
    ['08-common-metric-fired-vmss.json', 'vmss-edge-inflows', ['vmss-edge'], {}],
    ['09-common-metric-multi-dimension.json', 'disk-and-cpu-vm-web-03', ['vm-web-03'], {}],
    ['12-common-log-alert-v2-resourceid-dimension.json', 'syn-retransmits', ['vm-web-03'], {}],
    ['14-common-log-alert-v2-vm-scope.json', 'syn-retransmits', ['vm-web-03'], { team: 'netops' }],
    ['15-common-activity-log-vm.json', 'vm-restarted', ['vm-web-03'], {}],
    [
      '20-activity-log-noncommon-vm.json',
      'Microsoft.Compute/virtualMachines/restart/action',
      ['vm-web-03'],
      { captureSeconds: '90' },
    ],
    ['21-common-resource-health-vm.json', 'vm-health', ['vm-web-03'], {}],
    ['22-log-v1-noncommon.json', 'failed-links', ['vm-web-03', 'vm-web-04'], {}],
  ];
  for (const [name, rule, targets, properties] of kinds) {
    test(name, () => {
      const alert = parseAlert(payload(name));
      assert.equal(alert.rule, rule);
      assert.equal(alert.condition, 'fired');
      assert.equal(new Date(alert.firedAt).toISOString(), alert.firedAt);
      assert.deepEqual(
        alert.targets.map((target) => target.name),
        targets,
      );
      assert.partialDeepStrictEqual(alert.properties, properties);
      assert.equal(reasonToIgnore(alert), undefined);
      assert.equal(instanceIdOf(parseAlert(payload(name))), instanceIdOf(alert));
    });
  }

  test('has its severity in the same form', () => {
    const [common, metric] = ['06-common-metric-fired-vm.json', kinds[1]![0]].map(payload);
    assert.equal(parseAlert(common).severity, 'Sev2');
    assert.equal(parseAlert(metric).severity, 'Sev2');
  });

  test('of the first version may be wrapped in data', () => {
    const data = payload('22-log-v1-noncommon.json');
    const wrapped = parseAlert({ schemaId: 'Microsoft.Insights/LogAlert', data });
    assert.deepEqual(wrapped, parseAlert(data));
  });

  test('of the first version ignores an invalid subscription', () => {
    const data = payload('22-log-v1-noncommon.json');
    const [target] = parseAlert({
      ...data,
      SubscriptionId: '../x',
      Dimensions: [{ name: 'Computer', value: 'web-03' }],
    }).targets;
    assert.deepEqual(target, { id: 'web-03', name: 'web-03', subscriptionIds: [] });
  });

  test('with dynamic thresholds is read like the others', () => {
    const body = payload('06-common-metric-fired-vm.json');
    const { alertContext } = body.data as { alertContext: Record<string, unknown> };
    alertContext.conditionType = 'DynamicThresholdCriteria';
    alertContext.condition = {
      windowSize: 'PT5M',
      allOf: [
        {
          alertSensitivity: 'High',
          failingPeriods: { numberOfEvaluationPeriods: 4, minFailingPeriodsToAlert: 4 },
          ignoreDataBefore: null,
          metricName: 'Network Out Total',
          dimensions: [],
        },
      ],
    };
    assert.equal(parseAlert(body).targets[0]?.name, 'vm-web-03');
  });

  test('is accepted with an unknown context', () => {
    const body = payload('06-common-metric-fired-vm.json');
    for (const alertContext of [null, 3, [], { condition: 'x' }, { condition: { allOf: [7] } }]) {
      const alert = parseAlert({ ...body, data: { ...(body.data as object), alertContext } });
      assert.equal(alert.targets.length, 1);
    }
  });
});

describe('a test of the action group', () => {
  const target =
    '/subscriptions/9d8c7b6a-5f4e-4d3c-8b2a-1f0e9d8c7b6a/resourcegroups/test-RG/providers/microsoft.compute/virtualmachines/test-VM';
  const essentials = {
    alertId:
      '/subscriptions/9d8c7b6a-5f4e-4d3c-8b2a-1f0e9d8c7b6a/providers/Microsoft.AlertsManagement/alerts/1',
    alertRule: 'test-metricAlertRule',
    monitorCondition: 'Fired',
    alertTargetIDs: [target],
    firedDateTime: '2026-11-20T02:14:07Z',
  };
  const common = (more: object): unknown => ({
    schemaId: 'azureMonitorCommonAlertSchema',
    data: { essentials: { ...essentials, ...more } },
  });
  const tests: Record<string, unknown> = {
    'of metrics': common({}),
    'of the activity log': common({
      alertId: `${essentials.alertId}/Test_Alert`.replace('/1/', '/'),
      alertRule: 'any',
      alertTargetIDs: [machine],
    }),
    'of resource health': common({ alertRule: 'any' }),
    'in the older activity log schema': {
      schemaId: 'Microsoft.Insights/activityLogs',
      data: {
        status: 'Activated',
        context: {
          activityLog: {
            resourceId: target,
            eventDataId: '1',
            eventTimestamp: '2026-11-20T02:14:07Z',
          },
        },
      },
    },
  };
  for (const [what, body] of Object.entries(tests)) {
    test(`${what} starts nothing`, () => {
      assert.match(reasonToIgnore(parseAlert(body)) ?? '', /test notification/);
    });
  }

  const notTests: Record<string, object> = {
    'its machine exists': { alertTargetIDs: [machine] },
    'one of its machines exists': { alertTargetIDs: [target, machine] },
    'it has no machine': { alertTargetIDs: [] },
    'only its group is called so': {
      alertRule: 'cpu',
      alertTargetIDs: [target.replace('test-VM', 'vm-web-03')],
    },
    'only its names are called so': { alertTargetIDs: [target.replace('test-RG', 'test-shop')] },
    'only a part of its id is called so': {
      alertId: `${essentials.alertId}/Test_Alert/1`,
      alertTargetIDs: [machine],
    },
  };
  for (const [what, more] of Object.entries(notTests)) {
    test(`is an alert when ${what}`, () => {
      assert.equal(parseAlert(common(more)).condition, 'fired');
    });
  }
});

describe('an alert needs no capture', () => {
  const reasons: Record<string, RegExp> = {
    '17-common-service-health.json': /No virtual machine/,
    '19-test-notification-metric-static.json': /test notification/,
    '24-non-vm-target-sql.json': /No virtual machine/,
  };
  for (const [name, reason] of Object.entries(reasons)) {
    test(name, () => assert.match(reasonToIgnore(parseAlert(payload(name))) ?? '', reason));
  }
});

test('a schema id is read in any letter case, with blanks around it', () => {
  const body = payload('06-common-metric-fired-vm.json');
  const schemaId = ' AZUREMONITORCOMMONALERTSCHEMA\n';
  assert.deepEqual(parseAlert({ ...body, schemaId }), parseAlert(body));
});

test('a schema id that is null counts as none', () => {
  const body = payload('01-classic-metric-activated.json');
  assert.deepEqual(parseAlert({ ...body, schemaId: null }), parseAlert(body));
});

describe('what is not an alert is refused', () => {
  test('with the schemas that are understood', () => {
    const [error] = errorsOf({ schemaId: 'other' });
    assert.deepEqual(error, {
      field: 'schemaId',
      expected:
        '"azureMonitorCommonAlertSchema", "AzureMonitorMetricAlert", "Microsoft.Insights/activityLogs", "Microsoft.Insights/LogAlert", "AIP Budget Notification", a log alert with AlertRuleName, or a classic metric alert with status and context',
      got: '"other"',
    });
  });

  for (const body of [
    null,
    [],
    3,
    'x',
    {},
    { schemaId: 'other' },
    { status: 'Activated' },
    { context: {} },
    { AlertRuleName: 'r' },
    { SearchQuery: 'q', SubscriptionId: 's' },
  ]) {
    test(JSON.stringify(body), () => {
      assert.deepEqual(
        errorsOf(body).map((error) => error.field),
        ['schemaId'],
      );
    });
  }

  test('with the field, the expected value and the value given', () => {
    const body = payload('06-common-metric-fired-vm.json');
    const { essentials } = body.data as { essentials: Record<string, unknown> };
    essentials.monitorCondition = 'Burning';
    essentials.alertId = '';
    delete essentials.firedDateTime;
    assert.deepEqual(errorsOf(body), [
      {
        field: 'data.essentials.alertId',
        expected: 'a string that is not empty',
        got: '""',
      },
      {
        field: 'data.essentials.monitorCondition',
        expected: '"Fired" or "Resolved"',
        got: '"Burning"',
      },
      {
        field: 'data.essentials.firedDateTime',
        expected: 'this field to be present',
        got: 'nothing',
      },
    ]);
  });
});

describe('one invalid target does not lose the others', () => {
  const odd =
    '/subscriptions/7c1f4f0a-2b6d-4c1e-9a53-0d5c2f7e8b11/resourcegroups/rg/providers/microsoft.insights/webtests/front page of the shop';
  for (const [what, target] of [
    ['with blanks in its name', odd],
    ['that is a bare name', 'vm-web-03'],
    ['that is a fragment', '/subscriptions/none'],
  ] as const) {
    test(what, () => {
      const body = payload('06-common-metric-fired-vm.json');
      const { essentials } = body.data as { essentials: Record<string, unknown> };
      essentials.alertTargetIDs = [target, machine];
      const { targets, warnings } = parseAlert(body);
      assert.deepEqual(
        targets.map(({ id }) => id),
        [machine],
      );
      assert.equal(warnings.length, 1);
      assert.ok(warnings[0]?.includes(target));
    });
  }

  test('also among the configuration items', () => {
    const body = payload('14-common-log-alert-v2-vm-scope.json');
    const { essentials } = body.data as { essentials: Record<string, unknown> };
    essentials.configurationItems = ['vm-web-03', '/subscriptions/none'];
    const { targets, warnings } = parseAlert(body);
    assert.equal(targets.length, 1);
    assert.equal(warnings.length, 1);
  });

  test('and alone it needs no capture', () => {
    const body = payload('06-common-metric-fired-vm.json');
    const { essentials } = body.data as { essentials: Record<string, unknown> };
    essentials.alertTargetIDs = [odd];
    assert.match(reasonToIgnore(parseAlert(body)) ?? '', /No virtual machine .*webtests/);
  });
});

/** The same JSON with some values replaced. */
function mangle(value: unknown, replacements: readonly unknown[], chance: () => boolean): unknown {
  if (chance()) return replacements[0];
  if (Array.isArray(value)) return value.map((item) => mangle(item, replacements.slice(1), chance));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, held], index) => [
      key,
      mangle(held, replacements.slice(index % 3), chance),
    ]),
  );
}

test('any input is an alert or a refusal', () => {
  const names = readdirSync(fixtures);
  const mangled = fc
    .tuple(
      fc.constantFrom(...names),
      fc.array(fc.jsonValue({ maxDepth: 2 }), { minLength: 5 }),
      fc.infiniteStream(fc.nat(40)),
    )
    .map(([name, values, dice]) => mangle(payload(name), values, () => dice.next().value === 0));
  fc.assert(
    fc.property(fc.oneof({ weight: 4, arbitrary: mangled }, fc.jsonValue()), (body) => {
      try {
        const alert = parseAlert(body);
        assert(Array.isArray(alert.targets));
        assert.match(instanceIdOf(alert), /^alert-capture-[0-9a-f]{24}$/);
        for (const value of Object.values(alert.properties)) assert.equal(typeof value, 'string');
      } catch (error) {
        assert(error instanceof AlertError, String(error));
        assert(error.errors.length > 0);
      }
    }),
    { numRuns: 1000 },
  );
});
