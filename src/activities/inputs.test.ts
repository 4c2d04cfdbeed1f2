import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { readInput } from '../captures/read-input.ts';
import { inputs } from './inputs.ts';

const subscriptionId = '7c1f4f0a-2b6d-4c1e-9a53-0d5c2f7e8b11';
const group = `/subscriptions/${subscriptionId}/resourceGroups/rg`;
const compute = `${group}/providers/Microsoft.Compute`;
const parts = { subscriptionId, resourceGroup: 'rg' };
const vm = { id: `${compute}/virtualMachines/vm-1`, ...parts, name: 'vm-1' };
const setId = `${compute}/virtualMachineScaleSets/edge`;
const set = { id: setId, ...parts, name: 'edge', instances: [`${setId}/virtualMachines/3`] };
const storageAccountId = `${group}/providers/Microsoft.Storage/storageAccounts/captures`;
const watcherId = `${group}/providers/Microsoft.Network/networkWatchers/nw`;
const watcher = { id: watcherId, ...parts, name: 'nw', location: 'westeurope' };
const session = { watcher, name: 'alert-capture-1-0' };
const plan = {
  storageAccountId,
  timeLimitSeconds: 60,
  bytesPerPacket: 0,
  totalBytes: 1000,
  graceSeconds: 300,
};
const fileUrl = 'https://captures.blob.core.windows.net/x.cap';

const problemWith = (name: keyof typeof inputs, input: unknown): string | undefined => {
  try {
    readInput(inputs[name], input);
    return undefined;
  } catch (error) {
    assert.equal((error as { code?: string }).code, 'InvalidInput');
    assert.equal((error as { transient?: boolean }).transient, false);
    return (error as Error).message;
  }
};

test("the app's own inputs are accepted, with fields of other versions", () => {
  const given: Partial<Record<keyof typeof inputs, unknown>> = {
    resolveTarget: { id: 'web-1', name: 'web-1', subscriptionIds: [subscriptionId] },
    resolveWatcher: { vm, storageAccountId, later: 1 },
    installAgent: { ...vm, id: vm.id.toUpperCase() },
    enforceLimit: { ...watcher, subscriptionId: subscriptionId.toUpperCase() },
    createCapture: {
      session,
      holder: 'alert-capture-1:0',
      vm: set,
      plan: { ...plan, later: true },
    },
    queryCapture: { session, fileUrl },
    stopCapture: session,
    finalizeCapture: {
      fileUrl,
      isSeveral: true,
      isReadOnly: true,
      metadata: { vm: vm.id, plan },
    },
    deleteCapture: session,
    summarizeTraffic: { fileUrl, storageAccountId },
    listReceivers: { ends: [{ end: 'timedOut' }, { end: 'failed', code: 'Busy' }] },
    wakeCapture: { holder: 'alert-capture-1:0', at: '2026-11-20T02:14:00.000Z' },
  };
  for (const [name, input] of Object.entries(given)) {
    assert.deepEqual(readInput(inputs[name as keyof typeof inputs], input), input, name);
  }
  assert.equal(readInput(inputs.listReceivers, null), undefined);
});

describe('other inputs are refused with the name of the field', () => {
  const cases: [name: keyof typeof inputs, input: unknown, problem: RegExp][] = [
    ['resolveWatcher', { vm: { ...vm, id: '@127.0.0.1:9443/vm' } }, /^vm is wrong: The id must/],
    ['resolveWatcher', { vm: { ...vm, name: '../x' } }, /^vm is wrong: .* agree with its parts/],
    ['resolveWatcher', { vm: { ...vm, subscriptionId: 'x' } }, /^vm.subscriptionId is wrong/],
    ['resolveWatcher', { vm, storageAccountId: vm.id }, /^storageAccountId is wrong/],
    ['installAgent', { ...set, instances: [vm.id] }, /instances must be those of the scale set/],
    ['installAgent', { ...vm, id: setId }, /^The input is wrong/],
    ['enforceLimit', { ...watcher, id: vm.id }, /must be that of a Network Watcher/],
    ['stopCapture', { watcher, name: '../../x' }, /^name is wrong/],
    ['stopCapture', null, /^The input is wrong/],
    [
      'createCapture',
      { session, holder: 'x', vm, plan: { ...plan, totalBytes: '1' } },
      /^plan.totalBytes is wrong/,
    ],
    ['finalizeCapture', { fileUrl: 'x', metadata: { plan } }, /^fileUrl is wrong/],
    ['finalizeCapture', { fileUrl, metadata: {} }, /^metadata.plan is wrong/],
    ['summarizeTraffic', { fileUrl }, /^storageAccountId is wrong/],
    ['notify', { receiver: 'webhook', report: { plan } }, /^report.id is wrong/],
    ['finalizeCapture', { fileUrl, isSeveral: false, metadata: { plan } }, /^isSeveral is wrong/],
    ['queryCapture', { fileUrl }, /^session is wrong/],
    ['listReceivers', {}, /^ends is wrong/],
    ['listReceivers', { ends: [{ end: 'unknown' }] }, /^ends.0.end is wrong/],
    ['wakeCapture', 'alert-capture-1:0', /^The input is wrong/],
    ['wakeCapture', { holder: 'alert-capture-1:0' }, /^at is wrong/],
  ];
  for (const [name, input, problem] of cases) {
    test(`${name} ${problem.source}`, () => {
      assert.match(problemWith(name, input) ?? '', problem);
    });
  }
});
