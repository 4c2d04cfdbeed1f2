import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Target } from './target.ts';
import { isScaleSet, needsLookup } from './target.ts';
import { parseAlert } from './parse-alert.ts';

const subscription = '/subscriptions/7c1f4f0a-2b6d-4c1e-9a53-0d5c2f7e8b11';
const other = '/subscriptions/11111111-2b6d-4c1e-9a53-0d5c2f7e8b11';
const machine = (name: string, of = subscription): string =>
  `${of}/resourcegroups/rg/providers/microsoft.compute/virtualmachines/${name}`;
const scaleSet = `${subscription}/resourcegroups/rg/providers/microsoft.compute/virtualmachinescalesets/edge`;
const workspace = `${subscription}/resourcegroups/rg/providers/microsoft.operationalinsights/workspaces/law`;

interface Case {
  signalType?: string;
  targets: string[];
  items?: string[];
  /** One row of dimensions for each condition. */
  rows?: Record<string, string>[];
  context?: object;
}

function targetsOf({ signalType = 'Metric', targets, items, rows, context = {} }: Case): Target[] {
  const allOf = rows?.map((row) => ({
    dimensions: Object.entries(row).map(([name, value]) => ({ name, value })),
  }));
  return parseAlert({
    schemaId: 'azureMonitorCommonAlertSchema',
    data: {
      essentials: {
        alertId: `${subscription}/providers/Microsoft.AlertsManagement/alerts/1`,
        alertRule: 'r',
        signalType,
        monitorCondition: 'Fired',
        alertTargetIDs: targets,
        configurationItems: items,
        firedDateTime: '2026-11-20T02:14:07Z',
      },
      alertContext: { ...context, condition: { allOf } },
    },
  }).targets;
}

/** The id of each target, followed by its scale set instances. */
const shown = (alert: Case): string[] =>
  targetsOf(alert).map((target) =>
    isScaleSet(target) ? [target.id, ...target.instances].join(' ') : target.id,
  );

const log = 'Log';

describe('the targets of an alert are', () => {
  const cases: [what: string, alert: Case, expected: string[]][] = [
    ['its target', { targets: [machine('a')], items: ['a'] }, [machine('a')]],
    [
      'all of its targets, across subscriptions, each once',
      { targets: [machine('a'), machine('b', other), machine('A')] },
      [machine('a'), machine('b', other)],
    ],
    [
      'the machine that an extension belongs to',
      { signalType: 'Activity Log', targets: [`${machine('a')}/extensions/x`] },
      [machine('a')],
    ],
    ['nothing, for a database', { targets: [workspace], items: ['orders'] }, []],
    ['nothing, for a budget', { targets: [], items: ['budget'] }, []],
    [
      'the machine among the configuration items',
      { signalType: log, targets: [workspace], items: [machine('a')] },
      [machine('a')],
    ],
    [
      'the machines of the dimensions, not what they call themselves',
      {
        signalType: log,
        targets: [workspace],
        items: ['A.shop.example'],
        rows: [
          { _ResourceId: machine('a'), Computer: 'A.shop.example' },
          { ResourceId: machine('b'), Computer: 'B' },
        ],
      },
      [machine('a'), machine('b')],
    ],
    [
      'the resource of a rule on several',
      {
        targets: [`${subscription}/resourcegroups/rg`],
        rows: [{ 'microsoft.resourceId': machine('a'), 'microsoft.resourceType': 'x' }],
      },
      [machine('a')],
    ],
    [
      'one machine for each row, the first that it names by resource id',
      {
        signalType: log,
        targets: [workspace],
        rows: [
          { Resource: machine('d'), ResourceId: machine('c'), _ResourceId: machine('b') },
          { _ResourceId: workspace, Resource: machine('c') },
          { _ResourceId: machine('b'), 'Microsoft.ResourceId': machine('a') },
        ],
      },
      [machine('b'), machine('c'), machine('a')],
    ],
    [
      'a machine once, although another row has only its name',
      {
        signalType: log,
        targets: [workspace],
        rows: [{ _ResourceId: machine('a') }, { Computer: 'A.shop.example' }],
      },
      [machine('a')],
    ],
    [
      'a computer once, in any spelling',
      {
        signalType: log,
        targets: [workspace],
        rows: [{ Computer: 'Web-03' }, { Computer: 'web-03' }],
      },
      ['Web-03'],
    ],
    [
      'the computer of the row, before its VMName and before its resource that is a name',
      {
        signalType: log,
        targets: [workspace],
        rows: [{ Resource: 'disk', VMName: 'vm-3', Computer: 'web-03' }, { Resource: 'web-04' }],
      },
      ['web-03', 'web-04'],
    ],
    [
      'nothing, for what cannot be the name of a machine',
      {
        signalType: log,
        targets: [workspace],
        items: ['a b', '.web', 'x'.repeat(254)],
        rows: [{ Computer: '*' }, { Computer: '' }, { Computer: '-web' }, { Computer: 'we/b' }],
      },
      [],
    ],
    [
      'the machines of its scope when the computer is none of them',
      { signalType: log, targets: [machine('a'), machine('b')], rows: [{ Computer: 'guest' }] },
      [machine('a'), machine('b')],
    ],
    [
      'the machines of a metric alert, whatever its dimension Computer is',
      { targets: [machine('a'), machine('b')], rows: [{ Computer: 'a' }] },
      [machine('a'), machine('b')],
    ],
    [
      'a dimension with blanks around its id',
      { targets: [workspace], rows: [{ _ResourceId: ` ${machine('a')}\n` }] },
      [machine('a')],
    ],
    [
      'an instance whose name begins with a number',
      { targets: [`${scaleSet}/virtualMachines/4th`] },
      [`${scaleSet} 4th`],
    ],
    ['a target with blanks around its id', { targets: [` ${machine('a')} `] }, [machine('a')]],
    [
      'a computer with blanks around its name',
      { signalType: log, targets: [workspace], rows: [{ Computer: ' web-03 ' }] },
      ['web-03'],
    ],
    ['a whole scale set', { targets: [scaleSet], items: ['edge'] }, [scaleSet]],
    [
      'the scale set with the instances of all rows, and those known by name apart',
      {
        targets: [`${subscription}/resourcegroups/rg`],
        rows: [
          { 'microsoft.resourceId': `${scaleSet}/virtualMachines/4` },
          { 'microsoft.resourceId': `${scaleSet}/virtualMachines/5/networkInterfaces/nic` },
          { 'microsoft.resourceId': scaleSet.toUpperCase(), VMName: 'edge_6' },
          { 'microsoft.resourceId': scaleSet, VMName: 'EDGE_6' },
        ],
      },
      [
        `${scaleSet} ${scaleSet}/virtualMachines/4 ${scaleSet}/virtualMachines/5`,
        `${scaleSet} EDGE_6`,
      ],
    ],
    [
      'the instance of the resource id, not what it calls itself',
      {
        signalType: log,
        targets: [workspace],
        rows: [{ _ResourceId: `${scaleSet}/virtualMachines/4`, Computer: 'edge000005' }],
      },
      [`${scaleSet} ${scaleSet}/virtualMachines/4`],
    ],
    [
      'an instance that its resource id has by name',
      { targets: [`${scaleSet}/virtualMachines/edge_4`] },
      [`${scaleSet} edge_4`],
    ],
    [
      'the instance that a dimension names',
      { targets: [scaleSet], items: ['edge'], rows: [{ VMName: 'edge_4' }, { VMName: '*' }] },
      [`${scaleSet} edge_4`],
    ],
    [
      'the instance that is the target',
      { targets: [`${scaleSet}/virtualMachines/4`] },
      [`${scaleSet} ${scaleSet}/virtualMachines/4`],
    ],
    [
      'the instance that calls itself so',
      { signalType: log, targets: [scaleSet], rows: [{ Computer: 'edge000004' }] },
      [`${scaleSet} edge000004`],
    ],
    [
      'a computer, where a log alert has no more than its name',
      { signalType: log, targets: [workspace], items: ['web-03'] },
      ['web-03'],
    ],
    [
      'a computer of the dimensions, beside a machine of another row',
      {
        signalType: log,
        targets: [workspace],
        rows: [{ Computer: 'web-03' }, { _ResourceId: machine('a') }],
      },
      [machine('a'), 'web-03'],
    ],
    [
      'not the workspace, although it is among the items',
      { signalType: log, targets: [workspace], items: ['law'] },
      [],
    ],
    [
      'the rows of a query of the first version',
      {
        signalType: log,
        targets: [workspace],
        context: {
          SearchResults: {
            tables: [
              {
                columns: [{ name: '_ResourceId' }, { name: 'Computer' }],
                rows: [
                  [machine('a'), 'A'],
                  ['', 'web-03'],
                ],
              },
            ],
          },
        },
      },
      [machine('a'), 'web-03'],
    ],
  ];
  for (const [what, alert, expected] of cases) {
    test(what, () => assert.deepEqual(shown(alert), expected));
  }
});

test('what is only a name must be looked up', () => {
  const lookups = (alert: Case): boolean[] => targetsOf(alert).map(needsLookup);
  assert.deepEqual(lookups({ targets: [machine('a')] }), [false]);
  assert.deepEqual(lookups({ targets: [scaleSet] }), [false]);
  assert.deepEqual(lookups({ targets: [`${scaleSet}/virtualMachines/4`] }), [false]);
  assert.deepEqual(lookups({ targets: [scaleSet], rows: [{ VMName: 'edge_4' }] }), [true]);
  assert.deepEqual(lookups({ signalType: log, targets: [workspace], items: ['web-03'] }), [true]);
});

test('a computer is looked up in the subscriptions that the alert names', () => {
  const [target] = targetsOf({
    signalType: log,
    targets: [workspace, workspace.replace(subscription, other)],
    rows: [{ Computer: 'web-03', _ResourceId: workspace }],
  });
  assert.deepEqual(target, {
    id: 'web-03',
    name: 'web-03',
    subscriptionIds: [subscription, other].map((id) => id.slice(15)),
  });
});
