import type { Machine } from '../alerts/target.ts';
import type { AlertReference } from '../captures/alert-reference.ts';
import type { CapturePlan } from '../rules/plan.ts';
import type { Session } from '../captures/session.ts';

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

/** Resource ids ignore case. */
export const sameMachine = (one: Claim, other: Claim): boolean =>
  one.vm.id.toLowerCase() === other.vm.id.toLowerCase();
