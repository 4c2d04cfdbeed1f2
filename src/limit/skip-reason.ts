import type { Outcome } from '../captures/outcome.ts';
import type { CapturePolicy } from '../rules/policy.ts';
import { calledOffReason } from '../workflow/called-off.ts';
import type { SlotResult } from './await-slot.ts';

type Skipped = Extract<SlotResult, { state: 'full' | 'calledOff' }>;
type Reason = Extract<Outcome, { end: 'skipped' }>['reason'];

/** Reason why an alert gets no session. */
export function skipReason(slot: Skipped, { limitPolicy, waitSeconds }: CapturePolicy): Reason {
  if (slot.state === 'calledOff') {
    return calledOffReason(slot.cause, 'Raise CAPTURE_LIMIT if captures start too late.');
  }
  const waited = limitPolicy === 'wait' ? `, still after ${waitSeconds} seconds` : '';
  return {
    code: 'LimitReached',
    message: `The Network Watcher holds ${slot.inUse} sessions, and CAPTURE_LIMIT is ${slot.limit}${waited}.`,
    advice: 'Delete sessions that no one needs, or raise CAPTURE_LIMIT.',
  };
}
