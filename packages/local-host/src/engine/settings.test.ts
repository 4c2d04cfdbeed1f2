import assert from 'node:assert/strict';
import { availableParallelism } from 'node:os';
import { describe, test } from 'node:test';
import { durableTaskSettings, type DurableTaskSettings } from './settings.ts';

type Section = Record<string, unknown>;

/** The settings that a section gives, and the warnings. */
function read(section: Section) {
  const warnings: string[] = [];
  return { settings: durableTaskSettings(section, (each) => warnings.push(each)), warnings };
}

const perCore = 10 * availableParallelism();
const defaults: DurableTaskSettings = {
  hubName: 'TestHubName',
  maxConcurrentActivityFunctions: perCore,
  maxConcurrentOrchestratorFunctions: perCore,
  maxConcurrentEntityFunctions: perCore,
  maxEntityOperationBatchSize: 5000,
  storeInputsInOrchestrationHistory: false,
  defaultVersion: null,
  overridableExistingInstanceStates: 'NonRunningStates',
};

// What extension 3.14.1 logs at its start as "Durable extension configuration loaded", shortened below the
// first level. Without a host.json its numbers per kind of function are ten for each core.
const logged = {
  ...{ defaultVersion: null, versionMatchStrategy: 'CurrentOrOlder' },
  ...{ versionFailureStrategy: 'Reject', httpSettings: { useForwardedHost: false } },
  ...{ hubName: 'TestHubName', storageProvider: { partitionCount: 4 } },
  ...{ tracing: { version: 'V1' }, notifications: { eventGrid: null } },
  ...{ maxConcurrentActivityFunctions: perCore, maxConcurrentOrchestratorFunctions: perCore },
  ...{ maxConcurrentEntityFunctions: perCore, localRpcEndpointEnabled: null },
  ...{ maxEntityOperationBatchSize: 5000, extendedSessionsEnabled: false },
  ...{ extendedSessionIdleTimeoutInSeconds: 30, maxOrchestrationActions: 100000 },
  ...{ overridableExistingInstanceStates: 'NonRunningStates' },
  ...{ entityMessageReorderWindowInMinutes: 30, useGracefulShutdown: false },
  ...{ rollbackEntityOperationsOnExceptions: true, useAppLease: true },
  ...{ storeInputsInOrchestrationHistory: false, appLeaseOptions: { leaseInterval: '00:01:00' } },
  ...{ maxGrpcMessageSizeInBytes: 4194304, grpcHttpClientTimeout: '00:01:40' },
};

test('an absent section has the defaults of the extension', () => {
  assert.deepEqual(read({}), { settings: defaults, warnings: [] });
  assert.deepEqual(read(logged), { settings: defaults, warnings: [] });
});

test('an unknown key has a warning', () => {
  const { settings, warnings } = read({ maxConcurrent: 1 });
  assert.deepEqual(settings, defaults);
  assert.deepEqual(warnings, [
    'host.json: "extensions.durableTask.maxConcurrent" is not known and has no effect.',
  ]);
  assert.deepEqual(durableTaskSettings({ maxConcurrent: 1 }), defaults);
});

describe('valid values of', () => {
  const valid: Partial<Record<keyof DurableTaskSettings, unknown[]>> = {
    hubName: ['abc', 'H9z', `a${'0'.repeat(44)}`],
    maxConcurrentActivityFunctions: [1, 500],
    maxConcurrentOrchestratorFunctions: [1, 500],
    maxConcurrentEntityFunctions: [1, 500],
    maxEntityOperationBatchSize: [1],
    storeInputsInOrchestrationHistory: [true],
    defaultVersion: ['', '2.0'],
    overridableExistingInstanceStates: ['NonRunningStates', 'AnyState'],
  };
  for (const [key, values] of Object.entries(valid)) {
    test(key, () => {
      for (const value of values) {
        assert.deepEqual(read({ [key]: value }).settings, { ...defaults, [key]: value });
      }
      assert.deepEqual(read({ [key]: null }).settings, defaults);
    });
  }
});

describe('invalid values of', () => {
  const whole = 'a whole number above 0';
  const notWhole = [0, -1, 1.5, '3', true];
  const invalid: [key: string, holds: string, values: unknown[]][] = [
    [
      'hubName',
      'letters and digits, beginning with a letter, 3 to 45 of them',
      ['ab', '1ab', 'my-hub', 'hub_', '-abc', `a${'0'.repeat(45)}`, 5, ['abc']],
    ],
    ['maxConcurrentActivityFunctions', whole, notWhole],
    ['maxConcurrentOrchestratorFunctions', whole, notWhole],
    ['maxConcurrentEntityFunctions', whole, notWhole],
    ['maxEntityOperationBatchSize', whole, notWhole],
    ['storeInputsInOrchestrationHistory', 'true or false', ['true', 1]],
    ['defaultVersion', 'a string', [2]],
    ['overridableExistingInstanceStates', '"NonRunningStates" or "AnyState"', ['anystate', '', 1]],
  ];
  for (const [key, holds, values] of invalid) {
    test(key, () => {
      for (const value of values) {
        assert.throws(() => read({ [key]: value }), {
          code: 'host-json-invalid',
          message: `host.json: "extensions.durableTask.${key}" is ${JSON.stringify(value)}; it must be ${holds}.`,
        });
      }
    });
  }

  test('extendedSessionsEnabled, which stops a JavaScript app in Azure', () => {
    assert.throws(() => read({ extendedSessionsEnabled: true }), {
      code: 'host-json-invalid',
      message: /extendedSessionsEnabled" is true; that is for \.NET alone .* Remove it\.$/,
    });
  });
});
