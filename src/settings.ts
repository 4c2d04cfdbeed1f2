import * as v from 'valibot';

/** What the operator set, checked. Sizes are in bytes. */
export interface Settings {
  /** Resource id of the storage account that captures are written to. */
  storageAccountId: string;
  /** Sessions that one Network Watcher may hold at a time, those of others included. */
  limit: number;
  timeLimitSeconds: number;
  /** 0 keeps whole packets. */
  bytesPerPacket: number;
  totalBytes: number;
  /** How long past its expected end a session, and then its file, is waited for. */
  graceSeconds: number;
  /** What an alert does that finds the limit reached. */
  limitPolicy: 'wait' | 'skip';
  /** How long after its arrival an alert may wait for a session. */
  waitSeconds: number;
  /** How long after its end a capture answers further alerts for its machine; 0 is not at all. */
  cooldownSeconds: number;
  /** What a capture does when its alert is resolved. */
  onResolved: 'stop' | 'continue';
  /** Installs the Network Watcher agent on machines that lack it. */
  installAgent: boolean;
  /** How often sessions are looked for that nobody follows any more. */
  sweepSeconds: number;
  notifyUrl?: string | undefined;
  /** See `azure/local-endpoints.ts`. */
  localArmEndpoint?: string | undefined;
  localStorageConnectionString?: string | undefined;
}

/** Thrown when the environment does not hold what the app needs; its message names every problem. */
export class SettingsError extends Error {
  readonly code = 'InvalidSettings';
  override readonly name = 'SettingsError';
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(['The settings are wrong.', ...problems].join('\n  '));
    this.problems = problems;
  }
}

const secrets = new Set(['NOTIFY_URL', 'LOCAL_STORAGE_CONNECTION_STRING']);

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

const storageAccountId =
  /^\/subscriptions\/[^/]+\/resourceGroups\/[^/]+\/providers\/Microsoft\.Storage\/storageAccounts\/[a-z0-9]{3,24}$/i;
const aStorageAccountId =
  'the resource id of a storage account: /subscriptions/…/resourceGroups/…/providers/Microsoft.Storage/storageAccounts/…';

// The ranges are the service's own: timeLimitInSeconds, bytesToCapturePerPacket and
// totalBytesPerSession in Microsoft.Network's networkWatcher.json, and its 10,000 sessions a region.
const environment = v.object({
  CAPTURE_STORAGE_ACCOUNT_ID: v.pipe(
    v.string(aStorageAccountId),
    v.regex(storageAccountId, aStorageAccountId),
  ),
  CAPTURE_LIMIT: wholeNumber(1, 10_000, 10),
  CAPTURE_TIME_LIMIT_SECONDS: wholeNumber(1, 18_000, 60),
  CAPTURE_BYTES_PER_PACKET: wholeNumber(0, 4_294_967_295, 0),
  CAPTURE_TOTAL_BYTES: wholeNumber(1, 4_294_967_295, 1_073_741_824),
  CAPTURE_GRACE_SECONDS: wholeNumber(1, 3_600, 300),
  CAPTURE_LIMIT_POLICY: oneOf(['wait', 'skip'], 'skip'),
  CAPTURE_WAIT_SECONDS: wholeNumber(1, 86_400, 900),
  CAPTURE_COOLDOWN_SECONDS: wholeNumber(0, 86_400, 0),
  CAPTURE_ON_RESOLVED: oneOf(['stop', 'continue'], 'stop'),
  CAPTURE_INSTALL_AGENT: oneOf(['true', 'false'], 'false'),
  CAPTURE_SWEEP_SECONDS: wholeNumber(1, 60, 60),
  NOTIFY_URL: optionalUrl(
    'an https URL (http only to this machine)',
    (url) => url.protocol === 'https:' || (url.protocol === 'http:' && loopback.has(url.hostname)),
  ),
  LOCAL_ARM_ENDPOINT: optionalUrl(
    'an http URL on this machine, such as http://127.0.0.1:8080',
    (url) => url.protocol === 'http:' && loopback.has(url.hostname),
  ),
  LOCAL_STORAGE_CONNECTION_STRING: v.optional(
    v.pipe(
      v.string(),
      v.check(
        (text) => ['AccountName=', 'AccountKey=', 'BlobEndpoint='].every((p) => text.includes(p)),
        'a connection string with AccountName, AccountKey and BlobEndpoint',
      ),
    ),
  ),
});

/**
 * Reads the settings from environment variables; an empty one counts as absent.
 *
 * @throws {SettingsError} naming every wrong variable, what it holds and what it may hold.
 */
export function loadSettings(env: Readonly<Record<string, string | undefined>>): Settings {
  const names = Object.keys(environment.entries);
  const held = Object.fromEntries(names.map((name) => [name, env[name]?.trim() || undefined]));
  const parsed = v.safeParse(environment, held, { abortPipeEarly: true });
  if (!parsed.success) {
    throw new SettingsError(
      parsed.issues.map((issue) => {
        const name = v.getDotPath(issue) ?? '';
        return `${name} ${describe(name, held[name])}; it must be ${issue.message}.`;
      }),
    );
  }
  const { output } = parsed;
  return {
    storageAccountId: output.CAPTURE_STORAGE_ACCOUNT_ID,
    limit: output.CAPTURE_LIMIT,
    timeLimitSeconds: output.CAPTURE_TIME_LIMIT_SECONDS,
    bytesPerPacket: output.CAPTURE_BYTES_PER_PACKET,
    totalBytes: output.CAPTURE_TOTAL_BYTES,
    graceSeconds: output.CAPTURE_GRACE_SECONDS,
    limitPolicy: output.CAPTURE_LIMIT_POLICY,
    waitSeconds: output.CAPTURE_WAIT_SECONDS,
    cooldownSeconds: output.CAPTURE_COOLDOWN_SECONDS,
    onResolved: output.CAPTURE_ON_RESOLVED,
    installAgent: output.CAPTURE_INSTALL_AGENT === 'true',
    sweepSeconds: output.CAPTURE_SWEEP_SECONDS,
    notifyUrl: output.NOTIFY_URL,
    localArmEndpoint: output.LOCAL_ARM_ENDPOINT,
    localStorageConnectionString: output.LOCAL_STORAGE_CONNECTION_STRING,
  };
}

function describe(name: string, held: string | undefined): string {
  if (held === undefined) return 'is missing';
  return secrets.has(name) ? `holds ${held.length} characters (not shown)` : `is "${held}"`;
}

let loaded: Settings | undefined;

/** The settings of this process, read once. */
export const settings = (): Settings => (loaded ??= loadSettings(process.env));
