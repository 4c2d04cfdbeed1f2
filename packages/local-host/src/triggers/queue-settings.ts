import { availableParallelism } from 'node:os';
import { HostError } from '../model/host-error.ts';
import { parseTimeSpan } from '../model/time-span.ts';

/** The section `extensions.queues` of host.json. */
export interface QueueSettings {
  /** Maximum delay between two polls of an empty queue. */
  readonly maxPollingIntervalMs: number;
  /** Time that a message stays hidden after a failed run. */
  readonly visibilityTimeoutSeconds: number;
  /** Number of messages received at a time: 1 to 32. */
  readonly batchSize: number;
  /** Number of runs of a message before it is moved to the poison queue. */
  readonly maxDequeueCount: number;
  /** The next batch is received when at most this many messages are being handled, for each function. */
  readonly newBatchThreshold: number;
  readonly messageEncoding: 'base64' | 'none';
}

/** Minimum delay between two polls of an empty queue, as in the Functions host. */
export const MIN_POLLING_INTERVAL_MS = 100;

// The default of the Functions host in development; in Azure it is one minute.
const DEFAULT_MAX_POLLING_INTERVAL_MS = 2000;

const WEEK_MS = 7 * 86_400_000;

/**
 * Reads `extensions.queues`. Absent keys get the extension's defaults
 * (https://learn.microsoft.com/azure/azure-functions/functions-bindings-storage-queue#hostjson-settings).
 *
 * @param onWarning called for unknown keys
 * @throws HostError `host-json-invalid` with the key, its value and the allowed values
 */
export function queueSettings(
  section: Readonly<Record<string, unknown>>,
  onWarning: (warning: string) => void = () => undefined,
): QueueSettings {
  const read = new Set<string>();
  const take = <T>(
    key: string,
    otherwise: T,
    holds: string,
    parse: (value: unknown) => T | undefined,
  ): T => {
    read.add(key);
    const value = section[key];
    if (value === undefined || value === null) return otherwise;
    const parsed = parse(value);
    if (parsed !== undefined) return parsed;
    throw new HostError(
      'host-json-invalid',
      `host.json: "extensions.queues.${key}" is ${JSON.stringify(value)}; it must be ${holds}.`,
    );
  };
  const count = (key: string, otherwise: number, from: number, to = Infinity) =>
    take(
      key,
      otherwise,
      `a whole number from ${from}${to < Infinity ? ` to ${to}` : ''}`,
      (value) =>
        Number.isInteger(value) && Number(value) >= from && Number(value) <= to
          ? Number(value)
          : undefined,
    );
  const timeSpan = (key: string, otherwise: number, holds: string, from: number, to: number) =>
    take(key, otherwise, holds, (value) => {
      const time = typeof value === 'string' ? parseTimeSpan(value) : undefined;
      return time !== undefined && time >= from && time <= to ? time : undefined;
    });

  const batchSize = count('batchSize', 16, 1, 32);
  const settings: QueueSettings = {
    batchSize,
    maxDequeueCount: count('maxDequeueCount', 5, 1),
    newBatchThreshold: count(
      'newBatchThreshold',
      Math.floor(batchSize / 2) * availableParallelism(),
      0,
    ),
    maxPollingIntervalMs: timeSpan(
      'maxPollingInterval',
      DEFAULT_MAX_POLLING_INTERVAL_MS,
      'a time of at least "00:00:00.100", such as "00:00:02"',
      MIN_POLLING_INTERVAL_MS,
      Infinity,
    ),
    visibilityTimeoutSeconds: Math.ceil(
      timeSpan(
        'visibilityTimeout',
        0,
        'a time of up to seven days, such as "00:00:30"',
        0,
        WEEK_MS,
      ) / 1000,
    ),
    messageEncoding: take('messageEncoding', 'base64', '"base64" or "none"', (value) => {
      const encoding = typeof value === 'string' ? value.toLowerCase() : '';
      return encoding === 'base64' || encoding === 'none' ? encoding : undefined;
    }),
  };
  for (const key of Object.keys(section)) {
    if (read.has(key)) continue;
    onWarning(`host.json: "extensions.queues.${key}" is not known and has no effect.`);
  }
  return settings;
}
