import type { Machine } from '../alerts/target.ts';
import { isScaleSet } from '../alerts/target.ts';
import type { AlertReference } from '../captures/alert-reference.ts';
import type { CapturePlan } from '../rules/plan.ts';

/** Claim of a machine capture to a session at its watcher. */
export interface Claim {
  /** Id of the `captureMachine` instance, or of the `finishCapture` instance that took the claim over. */
  holder: string;
  vm: Machine;
  /**
   * Name of the session. It identifies the machine capture, even if another instance takes the claim over.
   */
  session: string;
  plan: CapturePlan;
  alert: AlertReference;
  /** When the alert arrived, in ISO 8601 UTC. Claims are served in this order. */
  arrivedAt: string;
}

/**
 * Whether a capture of one machine also captures the other. An instance of a scale set is a separate
 * machine; a capture of the whole set includes all instances. Resource ids ignore letter case.
 */
export function covers(captured: Machine, wanted: Machine): boolean {
  if (captured.id.toLowerCase() !== wanted.id.toLowerCase()) return false;
  const [all, some] = [instancesOf(captured), instancesOf(wanted)];
  return all.size === 0 || (some.size > 0 && [...some].every((id) => all.has(id)));
}

/** Ids of the selected instances. Empty for a virtual machine or a whole scale set. */
const instancesOf = (machine: Machine): Set<string> =>
  new Set(isScaleSet(machine) ? machine.instances.map((id) => id.toLowerCase()) : []);
