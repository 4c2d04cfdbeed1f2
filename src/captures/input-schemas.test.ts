import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type * as v from 'valibot';
import { mixedReport, startOf } from '../test-support/reports.ts';
import { target as capture, machine as vm, watcher } from '../test-support/run-capture.ts';
import { withField } from '../test-support/with-field.ts';
import * as schemas from './input-schemas.ts';
import { readInput } from './read-input.ts';

const group = vm.id.split('/').slice(0, 5).join('/');
const setId = `${group}/providers/Microsoft.Compute/virtualMachineScaleSets/edge`;
const scaleSet = { ...vm, id: setId, name: 'edge', instances: [`${setId}/virtualMachines/3`] };
const computer = { id: 'web-1', name: 'web-1', subscriptionIds: [vm.subscriptionId] };
const session = { watcher, name: 'alert-capture-1-0' };
const report = mixedReport();
const everySetting = {
  ...capture.plan,
  filePath: '/var/captures/x.cap',
  filters: ['TCP', 'UDP', 'Any'].map((protocol) => ({ protocol, remotePort: '443' })),
  ring: { fileCount: 3, fileBytes: 1000 },
  keepSession: true,
};

/** Problem with an input; undefined if it is accepted. */
function problemWith(schema: v.GenericSchema, input: unknown): string | undefined {
  try {
    assert.deepEqual(readInput(schema, input), input);
    return undefined;
  } catch (error) {
    assert.equal((error as { code?: string }).code, 'InvalidInput');
    return (error as Error).message;
  }
}

/** Examples of what the app itself gives, each with the fields that it must have. */
const accepted: [name: string, schema: v.GenericSchema, input: unknown, required: string][] = [
  ['virtual machine', schemas.machine, vm, 'id subscriptionId resourceGroup name'],
  ['scale set', schemas.machine, scaleSet, 'id subscriptionId resourceGroup name'],
  ['computer', schemas.target, computer, 'id name'],
  ['target', schemas.target, vm, 'id subscriptionId resourceGroup name'],
  ['watcher', schemas.watcher, watcher, 'id subscriptionId resourceGroup name location'],
  ['session', schemas.session, session, 'watcher watcher.location name'],
  [
    'plan',
    schemas.plan,
    everySetting,
    'storageAccountId timeLimitSeconds bytesPerPacket totalBytes graceSeconds ring.fileCount ring.fileBytes',
  ],
  ['outcome', schemas.outcome, report.captures[0], 'vm end endedAt warnings'],
  [
    'report',
    schemas.report,
    report,
    'id alert alert.rule alert.firedAt plan captures warnings startedAt endedAt',
  ],
  [
    'start',
    schemas.captureStart,
    startOf(),
    'id alert alert.id alert.rule alert.firedAt plan capture capture.vm startedAt',
  ],
];
for (const [name, schema, input, required] of accepted) {
  describe(`a ${name}`, () => {
    test('is accepted, also with a field of another version', () => {
      assert.equal(problemWith(schema, input), undefined);
      assert.equal(problemWith(schema, withField(input, 'later', 1)), undefined);
    });
    for (const path of required.split(' ')) {
      test(`is refused without ${path}`, () => {
        assert(problemWith(schema, withField(input, path, undefined))?.startsWith(path));
      });
    }
  });
}

const long = 'x'.repeat(4097);
const many = <T>(one: T): T[] => Array.from({ length: 1001 }, () => one);
const planWith = (path: string, value: unknown): unknown => withField(everySetting, path, value);

/** Inputs that are refused, by the problem that is reported. */
const refused: [schema: v.GenericSchema, problem: string, inputs: unknown[]][] = [
  [schemas.target, 'The input is wrong: Invalid type: Expected Object', [null, 'vm-1', 7]],
  [schemas.machine, 'id is wrong: Invalid length', [{ ...vm, id: '' }]],
  [schemas.machine, 'resourceGroup is wrong: Invalid length', [{ ...vm, resourceGroup: long }]],
  [schemas.machine, 'subscriptionId is wrong: Invalid UUID', [{ ...vm, subscriptionId: 'mine' }]],
  [
    schemas.machine,
    'The input is wrong: The id must be that of a virtual machine, and agree with its parts.',
    [
      ...[setId, group, 'vm-1', `${vm.id}/extensions/agent`].map((id) => ({ ...vm, id })),
      { ...vm, name: 'vm-2' },
      { ...vm, id: setId, name: 'edge' },
      { ...vm, resourceGroup: 'other' },
      { ...vm, resourceGroup: 'r', name: 'gvm-1' },
      { ...vm, subscriptionId: vm.subscriptionId.replace('7', '8') },
    ],
  ],
  [
    schemas.machine,
    'The input is wrong: The id must be that of a scale set, and agree with its parts.',
    [
      ...[vm.id, 'edge', `${setId}-2`].map((id) => ({ ...scaleSet, id, instances: [] })),
      { ...scaleSet, id: vm.id, name: 'vm-1', instances: [] },
    ],
  ],
  [
    schemas.machine,
    'The input is wrong: Its instances must be those of the scale set.',
    [[vm.id], [`${setId}-2/virtualMachines/3`], ['edge_4', '/x']].map((instances) => ({
      ...scaleSet,
      instances,
    })),
  ],
  [schemas.machine, 'instances.0 is wrong', [{ ...scaleSet, instances: [''] }]],
  [schemas.machine, 'instances is wrong', [{ ...scaleSet, instances: many('edge_4') }]],
  [schemas.target, 'subscriptionIds.0 is wrong', [{ ...computer, subscriptionIds: ['mine'] }]],
  [
    schemas.target,
    'subscriptionIds is wrong',
    [{ ...computer, subscriptionIds: many(vm.subscriptionId) }],
  ],
  [
    schemas.watcher,
    'The input is wrong: The id must be that of a Network Watcher, and agree with its parts.',
    [
      { ...watcher, id: vm.id, name: vm.name },
      { ...watcher, id: group },
      { ...watcher, id: 'w' },
      { ...watcher, name: 'other' },
    ],
  ],
  [
    schemas.session,
    'name is wrong',
    ['', '../../x', 'a b', 'x/', 'x'.repeat(81)].map((name) => ({ ...session, name })),
  ],
  [
    schemas.storageAccountId,
    'The input is wrong: It must be the resource id of a storage account.',
    [
      'captures',
      vm.id,
      '/subscriptions/mine/resourceGroups/rg/providers/Microsoft.Storage/storageAccounts/captures',
    ],
  ],
  [schemas.plan, 'totalBytes is wrong', [planWith('totalBytes', -1)]],
  [schemas.plan, 'timeLimitSeconds is wrong', [planWith('timeLimitSeconds', 1.5)]],
  [schemas.plan, 'graceSeconds is wrong', [planWith('graceSeconds', '60')]],
  [schemas.plan, 'filePath is wrong', [planWith('filePath', '')]],
  [schemas.plan, 'keepSession is wrong', [planWith('keepSession', 'true')]],
  [schemas.plan, 'ring.fileCount is wrong', [planWith('ring.fileCount', -1)]],
  [schemas.plan, 'filters is wrong', [planWith('filters', many({}))]],
  [schemas.plan, 'filters.0.protocol is wrong', [planWith('filters', [{ protocol: 'ICMP' }])]],
  ...['localAddress', 'localPort', 'remoteAddress', 'remotePort'].map(
    (field): (typeof refused)[number] => [
      schemas.plan,
      `filters.0.${field} is wrong`,
      [planWith('filters', [{ [field]: '' }])],
    ],
  ),
  [schemas.outcome, 'end is wrong', [withField(report.captures[0], 'end', 'exploded')]],
  [schemas.outcome, 'warnings.0 is wrong', [withField(report.captures[0], 'warnings', [7])]],
  [schemas.report, 'captures.0.vm is wrong', [{ ...report, captures: [{}] }]],
  [schemas.report, 'warnings.0 is wrong', [{ ...report, warnings: [7] }]],
  [schemas.time, 'The input is wrong: It must be a time in ISO 8601.', ['soon']],
  [schemas.url, 'The input is wrong: Invalid URL', ['captures/x.cap']],
  [schemas.url, 'The input is wrong: Invalid length', [`https://x.example/${long}`]],
];
for (const [schema, problem, inputs] of refused) {
  test(`refused: ${problem}`, () => {
    for (const input of inputs) {
      const found = problemWith(schema, input) ?? 'accepted';
      assert(found.startsWith(problem), `${JSON.stringify(input).slice(0, 300)}: ${found}`);
    }
  });
}

test('the error says where a right input comes from', () => {
  assert.throws(() => readInput(schemas.url, ''), {
    name: 'StepError',
    advice: 'Start the capture by an alert, or give the input that the app itself gives.',
  });
});

const ofMachine: [schema: v.GenericSchema, input: unknown][] = [
  [schemas.machine, { ...vm, id: vm.id.toUpperCase() }],
  [schemas.machine, { ...scaleSet, instances: [] }],
  [schemas.machine, { ...scaleSet, instances: ['edge_4'] }],
  [schemas.machine, { ...scaleSet, instances: [`${setId.toUpperCase()}/virtualMachines/3`] }],
  [schemas.watcher, { ...watcher, subscriptionId: watcher.subscriptionId.toLowerCase() }],
];
test('letter case does not matter in ids, and the instances of a scale set may be named', () => {
  for (const [schema, input] of ofMachine) assert.equal(problemWith(schema, input), undefined);
});

test('an outcome may have any end that the messages describe', () => {
  for (const end of schemas.ends) {
    assert.equal(problemWith(schemas.outcome, { ...report.captures[0], end }), undefined);
  }
});
