import { availableParallelism } from 'node:os';
import { HostError } from '../model/host-error.ts';

/** The supported settings of host.json's `extensions.durableTask`. */
export interface DurableTaskSettings {
  hubName: string;
  maxConcurrentActivityFunctions: number;
  maxConcurrentOrchestratorFunctions: number;
  maxConcurrentEntityFunctions: number;
  maxEntityOperationBatchSize: number;
  storeInputsInOrchestrationHistory: boolean;
  defaultVersion: string | null;
  overridableExistingInstanceStates: 'NonRunningStates' | 'AnyState';
}

// Settings of extension 3.14.1 that configure features this host does not have: storage, scale,
// telemetry.
const WITHOUT_EFFECT = new Set([
  'storageProvider',
  'tracing',
  'notifications',
  'httpSettings',
  'entityMessageReorderWindowInMinutes',
  'maxOrchestrationActions',
  'maxGrpcMessageSizeInBytes',
  'grpcHttpClientTimeout',
  'rollbackEntityOperationsOnExceptions',
  'extendedSessionsEnabled',
  'extendedSessionIdleTimeoutInSeconds',
  'useAppLease',
  'appLeaseOptions',
  'useGracefulShutdown',
  'versionMatchStrategy',
  'versionFailureStrategy',
  'localRpcEndpointEnabled',
]);

/**
 * Reads `extensions.durableTask`. Absent settings have the extension's defaults (ten functions of
 * each kind per core at a time).
 *
 * @param onWarning receives a warning for each unknown key
 * @throws HostError `host-json-invalid`, naming the key, its value and the permitted values
 */
export function durableTaskSettings(
  section: Readonly<Record<string, unknown>>,
  onWarning: (warning: string) => void = () => undefined,
): DurableTaskSettings {
  const read = new Set<string>();
  const take = <T>(key: string, otherwise: T, holds: string, fits: (value: unknown) => boolean) => {
    read.add(key);
    const value = section[key];
    if (value === undefined || value === null) return otherwise;
    if (fits(value)) return value as T;
    throw new HostError(
      'host-json-invalid',
      `host.json: "extensions.durableTask.${key}" is ${JSON.stringify(value)}; it must be ${holds}.`,
    );
  };
  const count = (key: string, otherwise: number) =>
    take(
      key,
      otherwise,
      'a whole number above 0',
      (value) => Number.isInteger(value) && (value as number) > 0,
    );
  if (section['extendedSessionsEnabled'] === true) {
    throw new HostError(
      'host-json-invalid',
      'host.json: "extensions.durableTask.extendedSessionsEnabled" is true; that is for .NET alone ' +
        'and stops a JavaScript app in Azure. Remove it.',
    );
  }
  const perCore = 10 * availableParallelism();
  const settings: DurableTaskSettings = {
    hubName: take(
      'hubName',
      'TestHubName',
      'letters and digits, beginning with a letter, 3 to 45 of them',
      (value) => typeof value === 'string' && /^[A-Za-z][A-Za-z0-9]{2,44}$/.test(value),
    ),
    maxConcurrentActivityFunctions: count('maxConcurrentActivityFunctions', perCore),
    maxConcurrentOrchestratorFunctions: count('maxConcurrentOrchestratorFunctions', perCore),
    maxConcurrentEntityFunctions: count('maxConcurrentEntityFunctions', perCore),
    maxEntityOperationBatchSize: count('maxEntityOperationBatchSize', 5000),
    storeInputsInOrchestrationHistory: take(
      'storeInputsInOrchestrationHistory',
      false,
      'true or false',
      (value) => typeof value === 'boolean',
    ),
    defaultVersion: take<string | null>(
      'defaultVersion',
      null,
      'a string',
      (value) => typeof value === 'string',
    ),
    overridableExistingInstanceStates: take<'NonRunningStates' | 'AnyState'>(
      'overridableExistingInstanceStates',
      'NonRunningStates',
      '"NonRunningStates" or "AnyState"',
      (value) => value === 'NonRunningStates' || value === 'AnyState',
    ),
  };
  for (const key of Object.keys(section)) {
    if (read.has(key) || WITHOUT_EFFECT.has(key)) continue;
    onWarning(`host.json: "extensions.durableTask.${key}" is not known and has no effect.`);
  }
  return settings;
}
