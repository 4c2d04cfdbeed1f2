import type { Settings } from '../settings.ts';
import { isStorageAccountId, isWithin } from '../alerts/scope.ts';
import { readFilters } from './rule-filters.ts';
import type { CapturePlan, Ring } from './plan.ts';
import type { RuleProperties } from './rule-properties.ts';

/** A plan, and what of the rule's own wishes it does not follow, in sentences. */
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
 * Plans the captures of an alert: what its rule asks for, within what the operator allows, and the
 * operator's own settings for the rest. A wish that cannot be followed does not lose the capture.
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

/** 0 asks for whole packets, which is more than any number. */
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

/** All files together keep to the operator's bound. */
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
