import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import type { Machine } from '../alerts/target.ts';
import { toFailure } from '../azure/errors.ts';
import type { EntityReader } from '../limit/read-slots.ts';
import type { CapturePlan } from '../rules/plan.ts';
import type { FakeAnswer, FakeArm } from '../test-support/fake-arm.ts';
import { startFakeArm } from '../test-support/fake-arm.ts';
import { machine as vm, target, watcher } from '../test-support/run-capture.ts';
import { createSession } from './create-capture.ts';
import { installAgent } from './install-agent.ts';

/* What the app asks Resource Manager to create. */

const setId = vm.id.replace('virtualMachines/vm-1', 'virtualMachineScaleSets/edge');
const scaleSet = { ...vm, id: setId, name: 'edge', instances: [] };
const noOutcome = {
  readEntityState: async () => ({ entityExists: false }),
} as unknown as EntityReader;

let arm: FakeArm;
let answers: Record<string, FakeAnswer | FakeAnswer[]> = {};
let sessions = 0;
before(async () => {
  arm = await startFakeArm((asked) => {
    const answer = answers[asked];
    return Array.isArray(answer) ? answer.shift() : answer;
  });
  process.env.LOCAL_ARM_ENDPOINT = arm.url;
  process.env.CAPTURE_STORAGE_ACCOUNT_ID = target.plan.storageAccountId;
  process.env.ALLOWED_SCOPES = vm.id.split('/').slice(0, 5).join('/');
});
after(() => arm.close());
beforeEach(() => {
  answers = {};
  arm.asked.length = 0;
  arm.bodies.length = 0;
});

async function failureOf(run: Promise<unknown>): Promise<{ code: string; message: string }> {
  try {
    await run;
  } catch (error) {
    const { code, message } = toFailure(error, 'x');
    return { code, message };
  }
  return assert.fail('It did not fail.');
}

describe('the session of a plan', () => {
  const create = async (machine: Machine, plan: Partial<CapturePlan>): Promise<void> => {
    const session = { watcher, name: `alert-capture-${++sessions}` };
    const at = `networkWatchers/w/packetCaptures/${session.name}`;
    answers[`PUT ${at}`] = { status: 201, body: { properties: {} } };
    await createSession({ session, vm: machine, plan: { ...target.plan, ...plan } }, noOutcome);
  };
  const usual = {
    target: vm.id,
    targetType: 'AzureVM',
    bytesToCapturePerPacket: 0,
    totalBytesPerSession: 1e9,
    timeLimitInSeconds: 60,
    storageLocation: { storageId: target.plan.storageAccountId },
  };
  const { target: id, targetType, bytesToCapturePerPacket, storageLocation } = usual;
  const ofRing = { target: id, targetType, bytesToCapturePerPacket, storageLocation };
  const ring = {
    continuousCapture: true,
    captureSettings: {
      fileCount: 3,
      fileSizeInBytes: 1000,
      sessionTimeLimitInSeconds: 60,
    },
  };
  const ofSet = { ...usual, target: setId, targetType: 'AzureVMSS' };
  const instance = (number: number): string => `${setId}/virtualMachines/${number}`;
  const cases: [what: string, machine: Machine, plan: Partial<CapturePlan>, properties: object][] =
    [
      ['with a limit of each packet', vm, { bytesPerPacket: 96 }, { bytesToCapturePerPacket: 96 }],
      ['without filters', vm, { filters: [] }, usual],
      [
        'with filters',
        vm,
        {
          filters: [
            {
              ...{ protocol: 'TCP', localAddress: '10.0.0.4', localPort: '443' },
              ...{ remoteAddress: '10.0.0.5', remotePort: '80;8080' },
            },
            { remotePort: '53' },
          ],
        },
        {
          filters: [
            {
              ...{ protocol: 'TCP', localIPAddress: '10.0.0.4', localPort: '443' },
              ...{ remoteIPAddress: '10.0.0.5', remotePort: '80;8080' },
            },
            { remotePort: '53' },
          ],
        },
      ],
      [
        'whose file stays on the machine',
        vm,
        { filePath: '/var/x.cap' },
        { storageLocation: { filePath: '/var/x.cap' } },
      ],
      [
        'with a ring of files',
        vm,
        { ring: { fileCount: 3, fileBytes: 1000 } },
        { ...ofRing, ...ring },
      ],
      [
        'with a ring of files on the machine',
        vm,
        { ring: { fileCount: 3, fileBytes: 1000 }, filePath: '/var/x' },
        { ...ofRing, ...ring, storageLocation: { localPath: '/var/x' } },
      ],
      ['for a scale set', scaleSet, {}, ofSet],
      [
        'for instances of a scale set',
        { ...scaleSet, instances: [instance(3), instance(7)] },
        {},
        { ...ofSet, scope: { include: ['3', '7'] } },
      ],
    ];
  for (const [what, machine, plan, properties] of cases) {
    test(what, async () => {
      await create(machine, plan);
      const expected = 'target' in properties ? properties : { ...usual, ...properties };
      assert.deepEqual(arm.bodies.at(-1), { properties: expected });
    });
  }

  test('is not created for a machine or an account that is not allowed', async () => {
    const elsewhere = (id: string): string => id.replace('resourceGroups/rg', 'resourceGroups/x');
    const account = `${elsewhere(target.plan.storageAccountId)}2`;
    const foreign = { ...vm, id: elsewhere(vm.id), resourceGroup: 'x' };
    for (const run of [create(foreign, {}), create(vm, { storageAccountId: account })]) {
      assert.equal((await failureOf(run)).code, 'NotAllowed');
    }
    assert.deepEqual(arm.asked, []);
  });
});

describe('the agent', () => {
  const at = 'virtualMachines/vm-1/extensions/AzureNetworkWatcherExtension';
  const state = (provisioningState: string | undefined): FakeAnswer => ({
    status: 200,
    body: { properties: { provisioningState } },
  });

  test('is installed when it is missing, for the system of the machine', async () => {
    for (const [profile, type] of [
      [{ osDisk: { osType: 'Windows' } }, 'NetworkWatcherAgentWindows'],
      [{ osDisk: { osType: 'Linux' } }, 'NetworkWatcherAgentLinux'],
      [{ osDisk: null }, 'NetworkWatcherAgentLinux'],
      [undefined, 'NetworkWatcherAgentLinux'],
    ] as const) {
      const body = { location: 'westeurope', properties: { storageProfile: profile } };
      answers['GET virtualMachines/vm-1'] = { status: 200, body };
      answers[`PUT ${at}`] = { status: 201 };
      assert.equal(await installAgent(vm), 'installing');
      const asked = [`GET ${at}`, 'GET virtualMachines/vm-1', `PUT ${at}`];
      assert.deepEqual(arm.asked.splice(0), asked);
      assert.deepEqual(arm.bodies.at(-1), {
        location: 'westeurope',
        properties: {
          publisher: 'Microsoft.Azure.NetworkWatcher',
          type,
          typeHandlerVersion: '1.4',
          autoUpgradeMinorVersion: true,
        },
      });
    }
  });

  test('is asked about until it is installed', async () => {
    answers[`GET ${at}`] = [
      ...[state('Creating'), state(undefined), { status: 200, body: {} }, state('Succeeded')],
    ];
    for (const expected of ['installing', 'installing', 'installing', 'installed']) {
      assert.equal(await installAgent(vm), expected);
    }
    assert(arm.asked.every((line) => line === `GET ${at}`));
  });

  test('that could not be installed fails the activity', async () => {
    for (const ended of ['Failed', 'Canceled']) {
      answers[`GET ${at}`] = state(ended);
      assert.deepEqual(await failureOf(installAgent(vm)), {
        code: 'AgentInstallFailed',
        message: `The Network Watcher agent could not be installed on vm-1: the state of the extension is ${ended}.`,
      });
    }
    const error = { code: 'AuthorizationFailed', message: 'No.' };
    answers[`GET ${at}`] = { status: 403, body: { error } };
    assert.deepEqual(await failureOf(installAgent(vm)), error);
    const foreign = { ...vm, id: vm.id.replace('resourceGroups/rg', 'resourceGroups/x') };
    assert.equal((await failureOf(installAgent(foreign))).code, 'NotAllowed');
  });
});
