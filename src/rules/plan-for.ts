import type { Settings } from '../settings.ts';
import { isStorageAccountId, isWithin } from '../alerts/scope.ts';
import { readFilters } from './rule-filters.ts';
import type { CapturePlan, Ring } from './plan.ts';
import type { RuleProperties } from './rule-properties.ts';

/** A plan, with warnings for the settings of the rule that it does not follow. */
export interface PlanResult {
  plan: CapturePlan;
  warnings: string[];
}

/** The service's own limits: timeLimitInSeconds, sessionTimeLimitInSeconds and fileCount in networkWatcher.json. */
const longest = { once: 18_000, continuous: 604_800 };
const mostFiles = 10_000;
const ringByDefault: Ring = { fileCount: 10, fileBytes: 104_857_600 };

const pathOnLinux = /^\/var\/captures\/(?:[\w.-]+\/)*[\w.-]+\.cap$/;
const pathOnWindows = /^[A-Za-z]:\\(?:[\w .-]+\\)*[\w .-]+\.cap$/;

/**
 * Plans the captures of an alert. The plan follows the rule's settings within the operator's limits, and
 * the operator's settings for the rest. A rule setting that cannot be followed does not prevent the
 * capture.
 */
export function planFor(rule: RuleProperties, settings: Settings): PlanResult {
  const { most, storageAccountId, graceSeconds } = settings;
  const hasRing = rule.yesOrNo('ringBuffer', false);
  const filePath = rule.text(
    'filePath',
    isPath,
    'a path such as /var/captures/x.cap or C:\\captures\\x.cap',
  );
  const account = rule.text(
    'storageAccountId',
    (id) =>
      isStorageAccountId(id) && (isWithin(settings.allowedScopes, id) || id === storageAccountId),
    'the resource id of a storage account in ALLOWED_SCOPES',
  );
  const plan: CapturePlan = {
    storageAccountId: account ?? storageAccountId,
    ...(filePath !== undefined && { filePath }),
    timeLimitSeconds: rule.number('captureSeconds', {
      from: 1,
      to: Math.min(
        Math.max(most.timeLimitSeconds, settings.timeLimitSeconds),
        hasRing ? longest.continuous : longest.once,
      ),
      byDefault: settings.timeLimitSeconds,
    }),
    bytesPerPacket: bytesPerPacket(rule, settings),
    totalBytes: rule.number('totalBytes', {
      from: 1,
      to: Math.max(most.totalBytes, settings.totalBytes),
      byDefault: settings.totalBytes,
    }),
    ...(hasRing && { ring: ringFor(rule, most.totalBytes) }),
    ...(rule.yesOrNo('keepSession', false) && { keepSession: true }),
    graceSeconds,
  };
  const filters = readFilters(rule);
  if (filters.length > 0) plan.filters = filters;
  return { plan, warnings: rule.warnings };
}

const isPath = (path: string): boolean =>
  (pathOnLinux.test(path) || pathOnWindows.test(path)) && !/(^|[\\/])\.\.?[\\/]/.test(path);

/** Bytes to keep of each packet. 0 means whole packets, which is more than any number. */
function bytesPerPacket(
  rule: RuleProperties,
  { most, bytesPerPacket: byDefault }: Settings,
): number {
  const bound =
    most.bytesPerPacket === 0 || byDefault === 0 ? 0 : Math.max(most.bytesPerPacket, byDefault);
  if (bound === 0) {
    return rule.number('bytesPerPacket', { from: 0, to: 4_294_967_295, byDefault });
  }
  return rule.number('bytesPerPacket', { from: 1, to: bound, byDefault, zeroIsAll: true });
}

/** Files of a continuous capture. Their total size stays within the operator's limit. */
function ringFor(rule: RuleProperties, mostBytes: number): Ring {
  const fileCount = rule.number('ringFileCount', {
    from: 1,
    to: mostFiles,
    byDefault: ringByDefault.fileCount,
  });
  const mostPerFile = Math.max(1, Math.floor(mostBytes / fileCount));
  const fileBytes = rule.number('ringFileBytes', {
    from: 1,
    to: mostPerFile,
    byDefault: Math.min(ringByDefault.fileBytes, mostPerFile),
  });
  return { fileCount, fileBytes };
}
