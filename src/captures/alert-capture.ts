import type { Alert } from '../alerts/alert.ts';
import type { CapturePlan } from '../rules/plan.ts';
import type { CapturePolicy } from '../rules/policy.ts';
import type { CaptureReport, Delivery, Refusal } from './outcome.ts';

/** Input of the `captureOnAlert` orchestration: the alert, and the settings at its arrival. */
export interface CaptureRequest {
  /** See `captures/state-version.ts`. */
  version: number;
  alert: Alert;
  plan: CapturePlan;
  policy: CapturePolicy;
  /** When the alert arrived, in ISO 8601 UTC. */
  arrivedAt: string;
  /** Targets outside ALLOWED_SCOPES. `alert.targets` does not contain them. */
  refused: Refusal[];
  /** Settings of the rule that could not be used, with the reason. */
  warnings: string[];
  /** W3C trace context of the request that brought the alert. Absent without telemetry. */
  traceparent?: string;
}

/** Output of the `captureOnAlert` orchestration. */
export type CaptureResult = CaptureReport & { deliveries: Delivery[] };
