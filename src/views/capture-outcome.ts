import type { Outcome } from '../captures/outcome.ts';
import type { CaptureRow } from './capture-row.ts';

/**
 * Outcomes of a capture, by which lists count and filter. `shared`: another capture of the machine answers
 * the alert. `failed` includes captures that the app did not finish.
 */
export const captureOutcomes = ['running', 'captured', 'failed', 'skipped', 'shared'] as const;

export type CaptureOutcome = (typeof captureOutcomes)[number];

const outcomes: Record<Outcome['end'], CaptureOutcome> = {
  timeLimit: 'captured',
  byteLimit: 'captured',
  stopped: 'captured',
  resolved: 'captured',
  attached: 'shared',
  cooldown: 'shared',
  skipped: 'skipped',
  failed: 'failed',
  lost: 'failed',
  timedOut: 'failed',
};

/** Distinct outcomes of a capture's machines, the worst first. */
export function outcomesOf(row: CaptureRow): CaptureOutcome[] {
  if (isActiveRow(row)) return ['running'];
  if (row.state !== 'ended') return ['failed'];
  const found = new Set(row.targets.flatMap(({ end }) => (end ? [outcomes[end]] : [])));
  return worstFirst.filter((outcome) => found.has(outcome));
}

const worstFirst: CaptureOutcome[] = ['failed', 'skipped', 'shared', 'captured'];

export const isActiveRow = ({ state }: CaptureRow): boolean =>
  state === 'starting' || state === 'running' || state === 'suspended';
