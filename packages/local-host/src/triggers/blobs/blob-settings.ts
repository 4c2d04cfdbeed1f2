import { availableParallelism } from 'node:os';
import { HostError } from '../../model/host-error.ts';
import { queueSettings, type QueueSettings } from '../queue-settings.ts';

const MAX_BATCH = 32;

/**
 * Reads `extensions.blobs` of host.json, as the settings of the queue that holds the blobs to be handled
 * (https://learn.microsoft.com/azure/azure-functions/functions-bindings-storage-blob#hostjson-settings).
 *
 * @param onWarning called for unknown keys
 * @throws HostError `host-json-invalid`
 */
export function blobSettings(
  section: Readonly<Record<string, unknown>>,
  onWarning: (warning: string) => void = () => undefined,
): QueueSettings {
  const count = (key: string, otherwise: number): number => {
    const value = section[key] ?? otherwise;
    if (Number.isInteger(value) && Number(value) > 0) return Number(value);
    throw new HostError(
      'host-json-invalid',
      `host.json: "extensions.blobs.${key}" is ${JSON.stringify(value)}; it must be a whole number from 1.`,
    );
  };
  const atOnce = count('maxDegreeOfParallelism', 8 * availableParallelism());
  const maxDequeueCount = count('poisonBlobThreshold', 5);
  for (const key of Object.keys(section)) {
    if (key === 'maxDegreeOfParallelism' || key === 'poisonBlobThreshold') continue;
    onWarning(`host.json: "extensions.blobs.${key}" is not known and has no effect.`);
  }
  const batchSize = Math.min(MAX_BATCH, Math.ceil(atOnce / 2));
  return queueSettings({ batchSize, newBatchThreshold: atOnce - batchSize, maxDequeueCount });
}
