import { join } from 'node:path';
import { HostError } from '../model/host-error.ts';
import { isRecord, readJsonObject } from './json-file.ts';

/** What the host takes from an app's host.json. */
export interface HostJson {
  readonly http: {
    /** What the routes of HTTP functions begin with, without slashes; may be empty. */
    readonly routePrefix: string;
    /** Headers that every answer carries. */
    readonly customHeaders: Readonly<Record<string, string>>;
  };
  /** `extensions.durableTask` as it stands there, unchecked; empty when absent. */
  readonly durableTask: Readonly<Record<string, unknown>>;
  /** `extensions.queues` as it stands there, unchecked; empty when absent. */
  readonly queues: Readonly<Record<string, unknown>>;
  /** Sentences about keys that nobody reads. */
  readonly warnings: readonly string[];
}

/**
 * Known keys by section (https://learn.microsoft.com/azure/azure-functions/functions-host-json).
 * What only tunes a host in the cloud is known too and has no effect here.
 */
const knownKeys = {
  'host.json': [
    'version aggregator concurrency configurationProfile customHandler extensionBundle extensions',
    'functions functionTimeout healthMonitor logging managedDependency retry singleton',
    'telemetryMode watchDirectories watchFiles $schema',
  ],
  extensions: ['durableTask http queues blobs cosmosDB eventHubs serviceBus sendGrid signalR'],
  'extensions.http': [
    'routePrefix customHeaders maxOutstandingRequests maxConcurrentRequests',
    'dynamicThrottlesEnabled hsts',
  ],
};

/**
 * Reads the app's host.json; without one the defaults hold, as in the Functions host.
 *
 * @throws HostError `host-json-invalid`
 */
export async function readHostJson(appDirectory: string): Promise<HostJson> {
  const path = join(appDirectory, 'host.json');
  const refuse = (problem: string) => new HostError('host-json-invalid', `${path}: ${problem}`);
  const root = (await readJsonObject(path, 'host-json-invalid')) ?? { version: '2.0' };
  const section = (parent: Record<string, unknown>, key: string, at: string) => {
    const value = parent[key] ?? {};
    if (isRecord(value)) return value;
    throw refuse(`"${at}" is ${JSON.stringify(value)}; it must be an object.`);
  };

  if (root['version'] !== '2.0') {
    throw refuse(`"version" is ${JSON.stringify(root['version'])}; it must be "2.0".`);
  }
  const extensions = section(root, 'extensions', 'extensions');
  const http = section(extensions, 'http', 'extensions.http');
  const routePrefix = http['routePrefix'] ?? 'api';
  if (typeof routePrefix !== 'string') {
    const shown = JSON.stringify(routePrefix);
    throw refuse(`"extensions.http.routePrefix" is ${shown}; it must be a string.`);
  }
  const customHeaders = section(http, 'customHeaders', 'extensions.http.customHeaders');
  for (const [name, value] of Object.entries(customHeaders)) {
    if (typeof value === 'string') continue;
    throw refuse(`"extensions.http.customHeaders.${name}" must be a string.`);
  }
  return {
    http: {
      routePrefix: routePrefix.replace(/^\/+|(?<!\/)\/+$/g, ''),
      customHeaders: customHeaders as Record<string, string>,
    },
    durableTask: section(extensions, 'durableTask', 'extensions.durableTask'),
    queues: section(extensions, 'queues', 'extensions.queues'),
    warnings: [
      ...unknownKeys(path, 'host.json', root),
      ...unknownKeys(path, 'extensions', extensions),
      ...unknownKeys(path, 'extensions.http', http),
    ],
  };
}

function unknownKeys(
  path: string,
  section: keyof typeof knownKeys,
  values: Record<string, unknown>,
): string[] {
  const known = new Set(knownKeys[section].flatMap((line) => line.split(' ')));
  const prefix = section === 'host.json' ? '' : `${section}.`;
  return Object.keys(values)
    .filter((key) => !known.has(key))
    .map((key) => `${path}: "${prefix}${key}" is not known and has no effect.`);
}
