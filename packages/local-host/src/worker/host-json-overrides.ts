import { HostError } from '../model/host-error.ts';
import { isRecord } from './json-file.ts';

type Section = Record<string, unknown>;

const prefix = /^AzureFunctionsJobHost(__|:)/i;

/** Keys whose value stays text even when it looks like a number. */
const textKeys = new Set(['version', 'hubname', 'defaultversion', 'routeprefix']);

/**
 * host.json with the app settings that override it:
 * `AzureFunctionsJobHost__extensions__durableTask__hubName`
 * (https://learn.microsoft.com/azure/azure-functions/functions-host-json#override-hostjson-values).
 * Letter case in keys does not matter.
 */
export function withOverrides(root: Section, environment: NodeJS.ProcessEnv): Section {
  const result = structuredClone(root);
  for (const [name, value = ''] of Object.entries(environment)) {
    if (!prefix.test(name)) continue;
    const path = name.replace(prefix, '').split(/__|:/);
    const key = path.pop();
    if (key === undefined || [...path, key].includes('')) continue;
    let section = result;
    for (const part of path) section = subsection(section, part);
    section[spelling(section, key)] = textKeys.has(key.toLowerCase()) ? value : scalar(value);
  }
  return result;
}

function subsection(section: Section, key: string): Section {
  const spelled = spelling(section, key);
  const value = section[spelled];
  if (isRecord(value)) return value;
  return (section[spelled] = {});
}

/** The key in the spelling of the file or of the host. */
function spelling(section: Section, key: string): string {
  const same = (other: string): boolean => other.toLowerCase() === key.toLowerCase();
  return Object.keys(section).find(same) ?? hostKeys.find(same) ?? key;
}

/** Keys that this host reads. */
const hostKeys = [
  ...[
    'version',
    'functionTimeout',
    'extensions',
    'http',
    'routePrefix',
    'customHeaders',
    'maxConcurrentRequests',
    'queues',
    'durableTask',
  ],
  ...['hubName', 'defaultVersion', 'storeInputsInOrchestrationHistory'],
  ...['maxConcurrentActivityFunctions', 'maxConcurrentOrchestratorFunctions'],
  ...['maxConcurrentEntityFunctions', 'maxEntityOperationBatchSize'],
  ...['overridableExistingInstanceStates', 'batchSize', 'newBatchThreshold', 'maxDequeueCount'],
  ...['maxPollingInterval', 'visibilityTimeout', 'messageEncoding'],
];

/** Converts a setting to a number or boolean where possible, because settings are text. */
function scalar(text: string): unknown {
  if (/^(true|false)$/i.test(text)) return text.toLowerCase() === 'true';
  return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text;
}

/**
 * A section with each `%NAME%` replaced by the value of that app setting, as in the Durable extension.
 *
 * @param at name of the section in errors
 * @throws HostError `setting-missing`
 */
export function withSettings(
  section: Section,
  at: string,
  environment: NodeJS.ProcessEnv,
): Section {
  const resolve = (value: unknown, path: string): unknown => {
    if (isRecord(value)) return mapValues(value, (each, key) => resolve(each, `${path}.${key}`));
    if (typeof value !== 'string') return value;
    return value.replace(/%([A-Za-z_][\w.:-]*)%/g, (_whole, name: string) => {
      const setting = environment[name];
      if (setting !== undefined) return setting;
      throw new HostError(
        'setting-missing',
        `"${path}" of host.json is "${value}", but there is no setting ${name}. Set it in the environment or under "Values" in local.settings.json.`,
      );
    });
  };
  return mapValues(section, (value, key) => resolve(value, `${at}.${key}`));
}

function mapValues(section: Section, change: (value: unknown, key: string) => unknown): Section {
  return Object.fromEntries(
    Object.entries(section).map(([key, value]) => [key, change(value, key)]),
  );
}
