import type { CapturePlan } from '../rules/plan.ts';
import type { AlertReference } from './alert-reference.ts';
import type { CaptureFacts } from './outcome.ts';

/** A capture of a machine that has started. */
export interface CaptureStart {
  /** Identifies the message about it, for receivers that get it twice. */
  id: string;
  alert: AlertReference;
  plan: CapturePlan;
  capture: CaptureFacts;
  startedAt: string;
}
