import type { Outcome } from '../captures/outcome.ts';
import { receiverNames } from '../notifications/receivers.ts';
import { settings } from '../settings.ts';
import { countCapture } from '../telemetry/measures.ts';

/** How the capture of a machine ended. */
export interface CaptureEnd {
  end: Outcome['end'];
  /** Code of its failure, or of the reason to skip it. */
  code?: string;
}

export interface ReceiversRequest {
  ends: CaptureEnd[];
}

/**
 * Names of the configured receivers. It is called once for each report, so it also counts the outcomes, with
 * telemetry.
 */
export async function listReceivers(request?: ReceiversRequest): Promise<string[]> {
  for (const { end, code } of request?.ends ?? []) countCapture(end, code);
  return receiverNames(settings().notifyUrls);
}
