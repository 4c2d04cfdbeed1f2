import * as v from 'valibot';
import { isStorageAccountId } from './alerts/scope.ts';

/** The operator's settings, validated. Sizes are in bytes. */
export interface Settings {
  /** Resource id of the storage account for captures. */
  storageAccountId: string;
  /** Maximum number of sessions in one Network Watcher at a time, including foreign ones. */
  limit: number;
  timeLimitSeconds: number;
  /** 0 keeps whole packets. */
  bytesPerPacket: number;
  totalBytes: number;
  /** Upper limits for the custom properties of an alert rule. */
  most: { timeLimitSeconds: number; bytesPerPacket: number; totalBytes: number };
  /** Lower-case ids of the subscriptions and resource groups where captures are allowed; empty for all. */
  allowedScopes: string[];
  /** How long to wait for a session after its expected end, and then for its file. */
  graceSeconds: number;
  /** What an alert does if the limit is reached. */
  limitPolicy: 'wait' | 'skip';
  /** How long after its arrival an alert may wait for a session. */
  waitSeconds: number;
  /** How long after its end a capture answers further alerts for its machine; 0 disables this. */
  cooldownSeconds: number;
  /** What a capture does when its alert is resolved. */
  onResolved: 'stop' | 'continue';
  /** Whether to install the Network Watcher agent on machines that lack it. */
  installAgent: boolean;
  /** Interval of the sweep, which looks for sessions that no instance follows. */
  sweepSeconds: number;
  /** Age in days, counted from their end, at which instances are purged. */
  historyRetentionDays: number;
  /** URLs that receive notifications, by format. The URLs are secrets. */
  notifyUrls: Record<'webhook' | 'teams' | 'slack', string[]>;
  /** Whether receivers are also told when a capture starts. */
  notifyOnStart: boolean;
  /** How people and tools identify themselves to the API, except to post alerts. */
  signIn: 'key' | 'entra';
  /** How long the links to files in a notification are valid; 0 omits the links. */
  linkHours: number;
  /** See `azure/local-endpoints.ts`. */
  localArmEndpoint?: string | undefined;
  /** Simulated seconds of a capture per real second. */
  localTimeScale: number;
  localStorage?: LocalStorage | undefined;
}

/** Blob storage on the local machine. */
export interface LocalStorage {
  blobEndpoint: string;
  accountName: string;
  /** A secret. */
  accountKey: string;
}

/** Thrown when the environment lacks a setting or has an invalid one. The message names every problem. */
export class SettingsError extends Error {
  readonly code = 'InvalidSettings';
  override readonly name = 'SettingsError';
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(['The settings are wrong.', ...problems].join('\n  '));
    this.problems = problems;
  }
}

const secrets = new Set([
  'NOTIFY_URL',
  'NOTIFY_TEAMS_URL',
  'NOTIFY_SLACK_URL',
  'LOCAL_STORAGE_CONNECTION_STRING',
]);

const loopback = new Set(['127.0.0.1', '[::1]', 'localhost']);

function wholeNumber(from: number, to: number, byDefault: number) {
  const expected = `a whole number from ${from} to ${to} (${byDefault} if absent)`;
  return v.pipe(
    v.optional(v.string(), String(byDefault)),
    v.regex(/^\d{1,15}$/, expected),
    v.transform(Number),
    v.minValue(from, expected),
    v.maxValue(to, expected),
  );
}

function oneOf<const T extends string>(values: readonly T[], byDefault: NoInfer<T>) {
  const expected = `${values.map((value) => `"${value}"`).join(' or ')} ("${byDefault}" if absent)`;
  return v.optional(v.picklist(values, expected), byDefault);
}

function optionalUrl(expected: string, accept: (url: URL) => boolean) {
  const check = (text: string): boolean => URL.canParse(text) && accept(new URL(text));
  return v.optional(v.pipe(v.string(), v.check(check, expected)));
}

/** Schema for a list of values with separators; empty if the variable is absent. */
function listOf(separator: RegExp, expected: string, accept: (item: string) => boolean) {
  return v.pipe(
    v.optional(v.string(), ''),
    v.transform((text) => text.split(separator).filter((item) => item !== '')),
    v.check((items) => items.every(accept), expected),
  );
}

const receivers = listOf(
  /\s/,
  'https URLs (http only to this machine), with spaces between them',
  (text) => {
    if (!URL.canParse(text)) return false;
    const { protocol, hostname } = new URL(text);
    return protocol === 'https:' || (protocol === 'http:' && loopback.has(hostname));
  },
);

const isOnLoopback = (text: string): boolean => {
  const url = URL.parse(text);
  return (url?.protocol === 'http:' || url?.protocol === 'https:') && loopback.has(url.hostname);
};

function readConnectionString(text: string): LocalStorage {
  const fields = text.split(';').map((field): [string, string] => {
    const equals = field.indexOf('=');
    return [field.slice(0, equals), field.slice(equals + 1)];
  });
  const { BlobEndpoint = '', AccountName = '', AccountKey = '' } = Object.fromEntries(fields);
  return { blobEndpoint: BlobEndpoint, accountName: AccountName, accountKey: AccountKey };
}

const guid = '[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}';
const scope = new RegExp(`^/subscriptions/${guid}(/resourcegroups/[^/]+)?$`, 'i');

const scopes = v.pipe(
  listOf(
    /[\s,]/,
    'ids of subscriptions or resource groups (/subscriptions/…/resourceGroups/…), with commas between them',
    (text) => scope.test(text),
  ),
  v.transform((ids) => ids.map((id) => id.toLowerCase())),
);

const aStorageAccountId =
  'the resource id of a storage account: /subscriptions/…/resourceGroups/…/providers/Microsoft.Storage/storageAccounts/…';

// The service defines the ranges: timeLimitInSeconds, bytesToCapturePerPacket and totalBytesPerSession in
// Microsoft.Network's networkWatcher.json, and its 10,000 sessions per region.
const environment = v.object({
  CAPTURE_STORAGE_ACCOUNT_ID: v.pipe(
    v.string(aStorageAccountId),
    v.check(isStorageAccountId, aStorageAccountId),
  ),
  CAPTURE_LIMIT: wholeNumber(1, 10_000, 10),
  CAPTURE_TIME_LIMIT_SECONDS: wholeNumber(1, 18_000, 60),
  CAPTURE_BYTES_PER_PACKET: wholeNumber(0, 4_294_967_295, 0),
  CAPTURE_TOTAL_BYTES: wholeNumber(1, 4_294_967_295, 1_073_741_824),
  CAPTURE_MAX_TIME_LIMIT_SECONDS: wholeNumber(1, 604_800, 3_600),
  CAPTURE_MAX_BYTES_PER_PACKET: wholeNumber(0, 4_294_967_295, 0),
  CAPTURE_MAX_TOTAL_BYTES: wholeNumber(1, 4_294_967_295, 1_073_741_824),
  CAPTURE_GRACE_SECONDS: wholeNumber(1, 3_600, 300),
  CAPTURE_LIMIT_POLICY: oneOf(['wait', 'skip'], 'skip'),
  CAPTURE_WAIT_SECONDS: wholeNumber(1, 86_400, 900),
  CAPTURE_COOLDOWN_SECONDS: wholeNumber(0, 86_400, 0),
  CAPTURE_ON_RESOLVED: oneOf(['stop', 'continue'], 'stop'),
  CAPTURE_INSTALL_AGENT: oneOf(['true', 'false'], 'false'),
  CAPTURE_SWEEP_SECONDS: wholeNumber(1, 60, 60),
  CAPTURE_SIGN_IN: oneOf(['key', 'entra'], 'key'),
  CAPTURE_LINK_HOURS: wholeNumber(0, 168, 0),
  HISTORY_RETENTION_DAYS: wholeNumber(1, 3_650, 30),
  ALLOWED_SCOPES: scopes,
  NOTIFY_URL: receivers,
  NOTIFY_TEAMS_URL: receivers,
  NOTIFY_SLACK_URL: receivers,
  NOTIFY_ON_START: oneOf(['true', 'false'], 'false'),
  LOCAL_ARM_ENDPOINT: optionalUrl(
    'an http URL on this machine, such as http://127.0.0.1:8080',
    (url) => url.protocol === 'http:' && loopback.has(url.hostname),
  ),
  LOCAL_TIME_SCALE: v.pipe(
    v.optional(v.string(), '1'),
    v.regex(/^\d{1,7}(\.\d+)?$/, 'a number (1 if absent)'),
    v.transform(Number),
  ),
  LOCAL_STORAGE_CONNECTION_STRING: v.optional(
    v.pipe(
      v.string(),
      v.transform(readConnectionString),
      v.check(
        ({ accountName, accountKey, blobEndpoint }) =>
          accountName !== '' && accountKey !== '' && isOnLoopback(blobEndpoint),
        'a connection string with AccountName, AccountKey, and a BlobEndpoint on this machine',
      ),
    ),
  ),
});

/** Names of all settings. */
export const settingNames: readonly string[] = Object.keys(environment.entries);

/**
 * Reads the settings from environment variables. An empty variable counts as absent.
 *
 * @throws {SettingsError} naming every invalid variable, its value and the allowed values.
 */
export function loadSettings(env: Readonly<Record<string, string | undefined>>): Settings {
  const held = Object.fromEntries(
    settingNames.map((name) => [name, env[name]?.trim() || undefined]),
  );
  const parsed = v.safeParse(environment, held);
  if (!parsed.success) {
    throw new SettingsError(
      parsed.issues.map((issue) => {
        const name = v.getDotPath(issue) ?? '';
        return `${name} ${describe(name, held[name])}; it must be ${issue.message}.`;
      }),
    );
  }
  const { output } = parsed;
  if (output.CAPTURE_SIGN_IN === 'entra' && !isAuthenticationOn(env)) {
    throw new SettingsError([
      'CAPTURE_SIGN_IN is "entra", but App Service authentication is off (WEBSITE_AUTH_ENABLED is not "True"); it must be "key", or authentication must be turned on.',
    ]);
  }
  return {
    storageAccountId: output.CAPTURE_STORAGE_ACCOUNT_ID,
    limit: output.CAPTURE_LIMIT,
    timeLimitSeconds: output.CAPTURE_TIME_LIMIT_SECONDS,
    bytesPerPacket: output.CAPTURE_BYTES_PER_PACKET,
    totalBytes: output.CAPTURE_TOTAL_BYTES,
    most: {
      timeLimitSeconds: output.CAPTURE_MAX_TIME_LIMIT_SECONDS,
      bytesPerPacket: output.CAPTURE_MAX_BYTES_PER_PACKET,
      totalBytes: output.CAPTURE_MAX_TOTAL_BYTES,
    },
    allowedScopes: output.ALLOWED_SCOPES,
    graceSeconds: output.CAPTURE_GRACE_SECONDS,
    limitPolicy: output.CAPTURE_LIMIT_POLICY,
    waitSeconds: output.CAPTURE_WAIT_SECONDS,
    cooldownSeconds: output.CAPTURE_COOLDOWN_SECONDS,
    onResolved: output.CAPTURE_ON_RESOLVED,
    installAgent: output.CAPTURE_INSTALL_AGENT === 'true',
    sweepSeconds: output.CAPTURE_SWEEP_SECONDS,
    historyRetentionDays: output.HISTORY_RETENTION_DAYS,
    notifyUrls: {
      webhook: output.NOTIFY_URL,
      teams: output.NOTIFY_TEAMS_URL,
      slack: output.NOTIFY_SLACK_URL,
    },
    notifyOnStart: output.NOTIFY_ON_START === 'true',
    signIn: output.CAPTURE_SIGN_IN,
    linkHours: output.CAPTURE_LINK_HOURS,
    localTimeScale: output.LOCAL_TIME_SCALE,
    localArmEndpoint: output.LOCAL_ARM_ENDPOINT,
    localStorage: output.LOCAL_STORAGE_CONNECTION_STRING,
  };
}

/**
 * Whether App Service authentication checks the requests. Only then is a request's `X-MS-CLIENT-PRINCIPAL` by
 * the platform; otherwise anyone can send it. The platform sets the variable.
 */
const isAuthenticationOn = ({
  WEBSITE_AUTH_ENABLED = '',
}: Readonly<Record<string, string | undefined>>): boolean =>
  WEBSITE_AUTH_ENABLED.toLowerCase() === 'true';

function describe(name: string, held: string | undefined): string {
  if (held === undefined) return 'is missing';
  return secrets.has(name) ? `holds ${held.length} characters (not shown)` : `is "${held}"`;
}

let loaded: Settings | undefined;

/** Settings of this process, read once. */
export const settings = (): Settings => (loaded ??= loadSettings(process.env));
