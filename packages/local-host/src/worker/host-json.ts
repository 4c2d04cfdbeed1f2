import { join } from 'node:path';
import { HostError } from '../model/host-error.ts';
import { readFunctionTimeout, type FunctionTimeout } from './function-timeout.ts';
import { withOverrides, withSettings } from './host-json-overrides.ts';
import { isRecord, readJsonObject } from './json-file.ts';

// The default of the Consumption plan (https://learn.microsoft.com/azure/azure-functions/functions-bindings-http-webhook).
const MAX_CONCURRENT_REQUESTS = 100;

/** The parts of an app's host.json that the host uses. */
export interface HostJson {
  readonly http: {
    /** Prefix of the routes of HTTP functions, without leading and trailing slashes. May be empty. */
    readonly routePrefix: string;
    /** Headers added to every response. */
    readonly customHeaders: Readonly<Record<string, string>>;
    /** Maximum number of functions that handle a request at the same time. */
    readonly maxConcurrentRequests: number;
  };
  /** Undefined for no limit. */
  readonly functionTimeout: FunctionTimeout | undefined;
  /** `extensions.durableTask` with its app settings resolved, otherwise unchecked. Empty when absent. */
  readonly durableTask: Readonly<Record<string, unknown>>;
  /** `extensions.queues`, unchecked. Empty when absent. */
  readonly queues: Readonly<Record<string, unknown>>;
  /** `extensions.blobs`, unchecked. Empty when absent. */
  readonly blobs: Readonly<Record<string, unknown>>;
  /** Warnings about unknown keys. */
  readonly warnings: readonly string[];
}

/**
 * Known keys by section (https://learn.microsoft.com/azure/azure-functions/functions-host-json). Keys
 * that only tune a host in the cloud are also known, but have no effect here.
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
 * Reads the app's host.json, with the settings that override or complete it. Without the file the
 * defaults apply, as in the Functions host.
 *
 * @throws HostError `host-json-invalid`, `setting-missing`
 */
export async function readHostJson(
  appDirectory: string,
  environment: NodeJS.ProcessEnv = process.env,
): Promise<HostJson> {
  const path = join(appDirectory, 'host.json');
  const refuse = (problem: string) => new HostError('host-json-invalid', `${path}: ${problem}`);
  const file = (await readJsonObject(path, 'host-json-invalid')) ?? { version: '2.0' };
  const root = withOverrides(file, environment);
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
  const maxConcurrentRequests = http['maxConcurrentRequests'] ?? MAX_CONCURRENT_REQUESTS;
  if (!isCount(maxConcurrentRequests)) {
    const shown = JSON.stringify(maxConcurrentRequests);
    throw refuse(
      `"extensions.http.maxConcurrentRequests" is ${shown}; it must be a whole number from 1, or -1 for no limit.`,
    );
  }
  const customHeaders = section(http, 'customHeaders', 'extensions.http.customHeaders');
  for (const [name, value] of Object.entries(customHeaders)) {
    if (typeof value === 'string') continue;
    throw refuse(`"extensions.http.customHeaders.${name}" must be a string.`);
  }
  return {
    functionTimeout: readFunctionTimeout(root['functionTimeout']),
    http: {
      routePrefix: routePrefix.replace(/^\/+|(?<!\/)\/+$/g, ''),
      customHeaders: customHeaders as Record<string, string>,
      maxConcurrentRequests: maxConcurrentRequests === -1 ? Infinity : maxConcurrentRequests,
    },
    durableTask: withSettings(
      section(extensions, 'durableTask', 'extensions.durableTask'),
      'extensions.durableTask',
      environment,
    ),
    queues: section(extensions, 'queues', 'extensions.queues'),
    blobs: section(extensions, 'blobs', 'extensions.blobs'),
    warnings: [
      ...unknownKeys(path, 'host.json', root),
      ...unknownKeys(path, 'extensions', extensions),
      ...unknownKeys(path, 'extensions.http', http),
    ],
  };
}

function isCount(value: unknown): value is number {
  return value === -1 || (Number.isInteger(value) && (value as number) > 0);
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
