import type { Alert } from '../alerts/alert.ts';
import type { Machine } from '../alerts/target.ts';
import type { CapturePlan } from './plan.ts';
import type { Session } from './session.ts';

/** An alert, as far as others must name it. */
export interface AlertReference extends Pick<
  Alert,
  'identity' | 'rule' | 'severity' | 'condition' | 'firedAt'
> {
  /** The capture that it started: id of its `captureOnAlert` instance. */
  id: string;
}

/** What an instance holds, or waits for: the one capture of a machine, with a session at its watcher. */
export interface Claim {
  /** The `captureTarget` instance, or the one that finishes its work. */
  holder: string;
  vm: Machine;
  session: Session;
  plan: CapturePlan;
  alert: AlertReference;
  /** When the alert came, in ISO 8601 UTC: who came first is served first. */
  arrivedAt: string;
}

/** Name of the external event that tells who waits with a claim to ask again. */
export const slotEvent = 'slot';

/** Resource ids ignore case. */
export const sameMachine = (one: Claim, other: Claim): boolean =>
  one.vm.id.toLowerCase() === other.vm.id.toLowerCase();

/** Names an alert by the capture that it started. */
export function refer(
  id: string,
  { identity, rule, severity, condition, firedAt }: Omit<Alert, 'targets'>,
): AlertReference {
  return { id, identity, rule, ...(severity && { severity }), condition, firedAt };
}
